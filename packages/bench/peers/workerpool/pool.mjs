import workerpool from "workerpool";

export function pool(workers) {
  const script = new URL("worker.mjs", import.meta.url).pathname;
  const made = workerpool.pool(script, {
    minWorkers: workers,
    maxWorkers: workers,
    workerType: "thread",
  });
  return (name, value) => made.exec(name, [value]);
}
