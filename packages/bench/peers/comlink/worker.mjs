// Comlink over a worker of Node, as its documentation has it.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { expose, wrap } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import * as functions from "../../threads/functions.mjs";

let worker;
if (isMainThread) worker = wrap(nodeEndpoint(new Worker(new URL(import.meta.url))));
else expose({ ...functions }, nodeEndpoint(parentPort));

export const run = (name, value) => worker[name](value);
