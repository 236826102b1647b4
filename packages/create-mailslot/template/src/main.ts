/** Runs the service until SIGTERM or SIGINT, then stops it in good order. */
import { go } from "@mailslot/core";
import { runUntilSignal } from "@mailslot/io";
import { startService } from "./service.js";

const service = await go(() => startService({ port: Number(process.env.PORT ?? 8080) }));
const ended = runUntilSignal(service.sup);
console.log(`listening on http://localhost:${service.port}`);
await ended;
console.log("stopped");
