/** The start of a worker: its half of the handshake, and then its pump. */

import { parentPort, workerData } from "node:worker_threads";
import { JobTable } from "../job/table.js";
import { Links } from "../link/links.js";
import { ThreadNode } from "../link/thread-node.js";
import { setHere } from "../pool/here.js";
import { Beside } from "../thread/beside.js";
import { Memory } from "../thread/memory.js";
import { Pump } from "../thread/pump.js";
import { Thread } from "../thread/thread.js";
import { tellRunning } from "../watch/running.js";
import type { WorkerMessage, WorkerSetup } from "./bootstrap.js";

/** Called by the bootstrap with what the entries export. */
export function startWorker(modules: readonly (readonly [address: string, module: object])[]): void {
  const { buffer, id, plan, channel, names, orders } = workerData as WorkerSetup;
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
  const memory = new Memory(plan, buffer);
  thread = new Thread(id, memory, table, beside, new Links(memory));
  const pump = new Pump(thread);
  // Listening to its orders keeps the worker alive: a waiter of Atomics.waitAsync does not.
  const node = new ThreadNode(`worker ${id}`, thread.links, table, orders);
  thread.links.onStray = (peer, error) => say({ kind: "stray", peer, error });
  setHere(thread, node);
  tellRunning();
  say({ kind: "ready", identity: node.identity });
  pump.poke();
}
