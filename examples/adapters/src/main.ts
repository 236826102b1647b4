/** Runs the app of Hono under a supervisor, beside the actor that it asks, until a signal. */
import { named, spawnNamed } from "@mailslot/actor";
import { go } from "@mailslot/core";
import { runUntilSignal } from "@mailslot/io";
import { supervisor } from "@mailslot/supervision";
import { Counter } from "./counter.js";
import { appOf, serveApp } from "./hono.js";

const port = Number(process.env.PORT ?? 8080);
const app = appOf(named("counter", Counter));
const sup = await supervisor({
  children: [
    { id: "counter", start: () => spawnNamed("counter", Counter) },
    { id: "hono", start: () => go(() => serveApp(app, { host: "127.0.0.1", port })), shutdown: 10_000 },
  ],
});
await runUntilSignal(sup);
