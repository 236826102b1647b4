import { Piscina } from "piscina";

export function pool(workers) {
  const filename = new URL("../../threads/peer-worker.mjs", import.meta.url).href;
  const made = new Piscina({ filename, minThreads: workers, maxThreads: workers });
  return (name, value) => made.run(value, { name });
}
