// Threads with one worker are started, run a job and are closed.

import { medianOf } from "../threads/wakes.mjs";
import { echo } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

export default async function starts(size) {
  const times = [];
  for (let n = 0; n < size; n++) {
    const begun = process.hrtime.bigint();
    const pool = await threads(1);
    await pool.run(echo, n);
    times.push(Number(process.hrtime.bigint() - begun));
    await pool.close();
  }
  return medianOf(times);
}
