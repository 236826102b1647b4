// A bare worker that gives back what it is sent.

import { isMainThread, parentPort, Worker } from "node:worker_threads";

if (!isMainThread) parentPort.on("message", (value) => parentPort.postMessage(value));

/** Starts one; resolves once it has given something back. */
export async function bareWorker() {
  const worker = new Worker(new URL(import.meta.url));
  worker.postMessage(1);
  await new Promise((back) => worker.once("message", back));
  return worker;
}
