// A timer is a task that sleeps; halting the task cancels it.

import { run, sleep } from "effection";
import { timerDelay } from "../../harness/catalogue.mjs";

export default async function timers(size) {
  let halted = 0;
  const tasks = [];
  for (let n = 0; n < size; n++) {
    tasks.push(
      run(function* timer() {
        try {
          yield* sleep(timerDelay(n));
        } finally {
          halted++;
        }
      }),
    );
  }
  for (const task of tasks) await task.halt();
  return halted;
}
