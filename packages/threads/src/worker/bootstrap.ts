/** What a worker runs first: text, so that no file of this package needs to be found beside a bundle. */

import type { MessagePort } from "node:worker_threads";
import type { NodeIdentity } from "../link/orders.js";
import type { Plan } from "../thread/places.js";

/** What a worker is given. */
export interface WorkerSetup {
  readonly imports: readonly string[];
  readonly entries: readonly string[];
  readonly buffer: SharedArrayBuffer;
  readonly id: number;
  readonly plan: Plan;
  readonly channel: string;
  /** The jobs and actors that the calling thread knows, in words. */
  readonly names: readonly string[];
  /** Where the calling thread tells of others. */
  readonly orders: MessagePort;
  /** The module of the start of a worker, where it is a file of its own: for entries that define actors alone. */
  readonly start: string | null;
}

/** What a worker says to the calling thread. */
export type WorkerMessage =
  | { readonly kind: "ready"; readonly identity: NodeIdentity }
  | { readonly kind: "mismatch"; readonly missing: readonly string[]; readonly extra: readonly string[] }
  | { readonly kind: "stray"; readonly peer: number; readonly error: unknown }
  | { readonly kind: "no-jobs" }
  | { readonly kind: "failed"; readonly address: string; readonly error: unknown };

// Both as a script and as a module: a program given by --eval may say that such texts are modules.
export const BOOTSTRAP: string = `
const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
const say = (message) => { try { parentPort.postMessage(message); } catch { parentPort.postMessage({ ...message, error: String(message.error) }); } };
(async () => {
  const modules = [];
  for (const address of workerData.imports) await load(address);
  for (const address of workerData.entries) modules.push([address, await load(address)]);
  const slot = Symbol.for("@mailslot/threads/worker");
  if (globalThis[slot] === undefined && workerData.start !== null) await load(workerData.start);
  const start = globalThis[slot];
  if (start === undefined) say({ kind: "no-jobs" }); else start(modules);
  async function load(address) {
    try { return await import(address); } catch (error) { say({ kind: "failed", address, error }); return new Promise(() => {}); }
  }
})();
`;
