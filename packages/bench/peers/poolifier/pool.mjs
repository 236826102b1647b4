import { fileURLToPath } from "node:url";
import { FixedThreadPool } from "poolifier";

export function pool(workers) {
  const made = new FixedThreadPool(workers, fileURLToPath(new URL("worker.mjs", import.meta.url)));
  return (name, value) => made.execute(value, name);
}
