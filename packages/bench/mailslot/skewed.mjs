// Jobs of very different lengths, all made on one worker.

import { skewed } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

let pool;

export default async function made(size, workers) {
  pool ??= await threads(workers);
  return await pool.run(skewed, size);
}
