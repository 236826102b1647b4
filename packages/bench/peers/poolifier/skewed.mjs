import { skewed } from "../../threads/rows.mjs";
import { pool } from "./pool.mjs";

let run;

export default function measured(size, workers) {
  run ??= pool(workers);
  return skewed(run, size);
}
