// Jobs that say in whose context they run: each thread has a carrier of its own storage.
import { AsyncLocalStorage } from "node:async_hooks";
import { isMainThread } from "node:worker_threads";
import { defaultScheduler, observe, sleep } from "@mailslot/core";
import { currentThreads, defineJob } from "@mailslot/threads";

export const users = new AsyncLocalStorage();
export const carrier = {
  capture: () => users.getStore(),
  run: (user, tick) => users.run(user, tick),
  pack: (user) => user,
  unpack(data) {
    if (data === "stray") throw new Error("nobody is called so");
    return data === undefined ? "nobody" : data;
  },
};
if (!isMainThread) observe(defaultScheduler(), { carrier });

const here = () => [users.getStore(), isMainThread];
export const plain = defineJob("plain", (..._args) => here());
export const steps = defineJob("steps", function* () {
  const before = here();
  yield* sleep(1);
  return [...before, ...here()];
});
export const later = defineJob("later", async () => {
  const before = here();
  await new Promise((go) => setTimeout(go, 1));
  return [...before, ...here()];
});
/** Says whose context a job has that this one makes, and a fork that it joins. */
export const makes = defineJob("makes", async () => {
  const { run, fork, join } = currentThreads();
  const forked = fork(plain);
  const [made] = await run(plain);
  const [joined] = await join(forked);
  return [made, joined];
});
/** Dies the first time, and says whose context it has the second. */
export const dies = defineJob("dies", (cell) => (Atomics.add(cell, 0, 1) === 0 ? process.exit(1) : here()));
