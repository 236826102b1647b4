// A job that forks jobs.

import { fib } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

let pool;

export default async function forked(n, workers) {
  pool ??= await threads(workers);
  return await pool.run(fib, n);
}
