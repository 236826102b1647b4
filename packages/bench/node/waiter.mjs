// A bare worker that waits for one word to change, and writes when it saw that: spinning, or in Atomics.wait.

import { isMainThread, Worker, workerData } from "node:worker_threads";

const TOLD = 0;
const SEEN = 1;

if (!isMainThread) wait(workerData);

function wait({ words, time, spins }) {
  for (let last = 0; ; last++) {
    if (spins) while (Atomics.load(words, TOLD) === last);
    else Atomics.wait(words, TOLD, last);
    time[0] = process.hrtime.bigint();
    Atomics.store(words, SEEN, last + 1);
    Atomics.notify(words, SEEN);
  }
}

/**
 * Starts such a worker and measures with what wakes it and answers when it went on; then ends it, since it would take a processor from whoever
 * has the next turn.
 */
export async function withWaiter(spins, measure) {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const time = new BigInt64Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), { workerData: { words, time, spins } });
  await new Promise((online) => worker.once("online", online));
  const wake = () => {
    const next = Atomics.add(words, TOLD, 1) + 1;
    Atomics.notify(words, TOLD);
    while (Atomics.load(words, SEEN) !== next);
    return time[0];
  };
  const measured = await measure(wake);
  await worker.terminate();
  return measured;
}
