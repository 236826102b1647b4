/**
 * Runs the service until a signal: `node dist/main.js --crash` lets its workers crash, one after the other, as it goes; with `--inspect`,
 * it shows itself on a page, and with `--otel`, it is traced and measured.
 */
import { go, sleep } from "@mailslot/core";
import { inspect } from "@mailslot/inspector";
import { runUntilSignal } from "@mailslot/io";
import { startService } from "./service.js";
import { startTelemetry } from "./telemetry.js";

const telemetry = process.argv.includes("--otel") ? await startTelemetry() : null;
const handled = telemetry === null ? {} : { handled: telemetry.handled };
const service = await go(() => startService({ port: 0, perSecond: 1_000_000, ...handled }));
const ended = runUntilSignal(service.sup); // hears signals before anybody is told where it listens
console.log(`listening on ${service.port}`);
if (process.argv.includes("--inspect")) console.log(`inspector at ${(await inspect()).url}`);
const crashes = go(function* crashes() {
  for (let index = 0; process.argv.includes("--crash"); index++) {
    yield* sleep(20);
    service.crash(index);
  }
});
await ended;
crashes.cancel();
await telemetry?.end();
console.log(`accepted ${service.accepted.join(" ")}`);
