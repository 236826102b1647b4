// Jobs for the tests whose tasks wait for each other's turns, and which tell how long by the scheduler's own counters.
import { counters, go, sleep, yieldNow } from "@mailslot/core";
import { defineJob } from "@mailslot/threads";

const TASKS = 50;

/** Keeps the scheduler busy until the flag is set. */
export const crowd = defineJob("crowd", function* (flag) {
  const tasks = Array.from({ length: TASKS }, () =>
    go(function* () {
      while (Atomics.load(flag, 0) === 0) yield* yieldNow();
    }),
  );
  for (const task of tasks) yield* task;
});
/** Ends at once; timers wake its tasks, each time for less than a burst. The last to end leaves in `cell` what was counted, behind a one. */
export const lingers = defineJob("lingers", (cell) => {
  let left = 2;
  const lingering = function* () {
    for (let round = 0; round < 20; round++) {
      yield* sleep(5);
      for (let turn = 0; turn < 3; turn++) yield* yieldNow();
    }
    if (--left > 0) return;
    // After this turn, which may still count one.
    setImmediate(() => {
      cell.set(counters().delay.samples, 1);
      Atomics.store(cell, 0, 1);
    });
  };
  for (let n = left; n > 0; n--) go(lingering);
});
/** Gives what the scheduler itself has counted. */
export const sampled = defineJob("sampled", () => counters().delay.samples);
export const ends = defineJob("ends", () => process.exit(1));
