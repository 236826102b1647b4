/**
 * How the bootstrap of a worker, which knows no package, finds the one that its entries use: loading it leaves the start here, and so does
 * `defineJob`, in a bundle. So a bundle needs only its entries.
 */

import { isMainThread } from "node:worker_threads";
import { startWorker } from "./start-worker.js";

const SLOT: unique symbol = Symbol.for("@mailslot/threads/worker") as never;

/** Leaves the start of a worker where the bootstrap looks, on a worker thread. */
export function registerWorker(): void {
  if (!isMainThread) (globalThis as Record<symbol, unknown>)[SLOT] ??= startWorker;
}
