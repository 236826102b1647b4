// Two workers that have run something, and have nothing more to do.

import { setTimeout as sleep } from "node:timers/promises";
import { echo } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const pool = await threads(2);

export default async function idle(seconds) {
  await pool.run(echo, 1);
  await sleep(1000 * seconds);
  return seconds;
}
