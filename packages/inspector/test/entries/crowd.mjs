// A job for the tests whose tasks wait for each other's turns until the flag is set.
import { go, yieldNow } from "@mailslot/core";
import { defineJob } from "@mailslot/threads";

export const crowd = defineJob("crowd", function* (flag) {
  const tasks = Array.from({ length: 50 }, () =>
    go(function* () {
      while (Atomics.load(flag, 0) === 0) yield* yieldNow();
    }),
  );
  for (const task of tasks) yield* task;
});
