// A timer is a task whose body returns its sleep; cancelling the task cancels it. The figure holds spawning and ending the
// task too.

import { go, oneshot, sleep } from "@mailslot/core";
import { timerDelay } from "../harness/catalogue.mjs";

export default async function timers(size) {
  const allAsleep = oneshot();
  let asleep = 0;

  function timer(n) {
    if (++asleep === size) allAsleep.send();
    return sleep(timerDelay(n));
  }

  return await go(function* main() {
    const tasks = [];
    for (let n = 0; n < size; n++) tasks.push(go(() => timer(n)));
    yield* allAsleep;
    for (const task of tasks) task.cancel();
    let cancelled = 0;
    for (const task of tasks) if ((yield* task.outcome()).status === "cancelled") cancelled++;
    return cancelled;
  });
}
