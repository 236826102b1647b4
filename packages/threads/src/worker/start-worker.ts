/** The start of a worker: its half of the handshake, and then its pump. */

import { parentPort, workerData } from "node:worker_threads";
import { JobTable } from "../job/table.js";
import { setHere } from "../pool/here.js";
import { Beside } from "../thread/beside.js";
import { Memory } from "../thread/memory.js";
import { Pump } from "../thread/pump.js";
import { Thread } from "../thread/thread.js";
import type { WorkerMessage, WorkerSetup } from "./bootstrap.js";

/** Called by the bootstrap with what the entries export. */
export function startWorker(modules: readonly (readonly [address: string, module: object])[]): void {
  const { buffer, id, workers, channel, names } = workerData as WorkerSetup;
  const port = parentPort as NonNullable<typeof parentPort>;
  const say = (message: WorkerMessage): void => port.postMessage(message);
  const table = new JobTable(modules);
  const missing = names.filter((name) => !table.names.includes(name));
  const extra = table.names.filter((name) => !names.includes(name));
  if (missing.length + extra.length > 0) {
    say({ kind: "mismatch", missing, extra });
    return;
  }
  let thread: Thread | null = null;
  const beside = new Beside(channel, (hint, serial) => thread?.cancelled(hint, serial));
  thread = new Thread(id, new Memory(workers, buffer), table, beside);
  const pump = new Pump(thread);
  setHere(thread);
  // Keeps the worker alive: a waiter of Atomics.waitAsync does not.
  port.on("message", () => pump.close());
  say({ kind: "ready" });
  pump.poke();
}
