import { Tinypool } from "tinypool";

export function pool(workers) {
  const filename = new URL("../../threads/peer-worker.mjs", import.meta.url).href;
  const made = new Tinypool({ filename, minThreads: workers, maxThreads: workers });
  return (name, value) => made.run(value, { name });
}
