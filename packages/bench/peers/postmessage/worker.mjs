// The platform alone: a message to a worker, a message back, told apart by numbers.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { echo } from "../../threads/functions.mjs";

const waiting = new Map();
let last = 0;
let worker;

if (isMainThread) {
  worker = new Worker(new URL(import.meta.url));
  worker.on("message", ({ number, result }) => {
    waiting.get(number)(result);
    waiting.delete(number);
  });
} else {
  parentPort.on("message", ({ number, value }) => parentPort.postMessage({ number, result: echo(value) }));
}

export const run = (_name, value) =>
  new Promise((done) => {
    waiting.set(++last, done);
    worker.postMessage({ number: last, value });
  });
