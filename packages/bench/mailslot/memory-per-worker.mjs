// Workers that have each run a job, and what all of them share.

import { residentOf } from "../threads/resident.mjs";
import { skewed } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

/** A job that makes 20 others for each worker, so that each has run some. */
export async function start(workers) {
  const pool = await threads(workers);
  await pool.run(skewed, 20 * workers);
}

export default (workers) => residentOf(import.meta.url, workers);
