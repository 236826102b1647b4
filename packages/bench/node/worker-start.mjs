// A bare worker is started, gives back a message and is ended.

import { medianOf } from "../threads/wakes.mjs";
import { bareWorker } from "./bare.mjs";

export default async function starts(size) {
  const times = [];
  for (let n = 0; n < size; n++) {
    const begun = process.hrtime.bigint();
    const worker = await bareWorker();
    times.push(Number(process.hrtime.bigint() - begun));
    await worker.terminate();
  }
  return medianOf(times);
}
