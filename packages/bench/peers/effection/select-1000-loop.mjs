// race() starts and halts a task for every queue each time. A queue is unlimited, so the sender gives way by itself.

import { createQueue, race, run, sleep, spawn } from "effection";
import { selectedChannel } from "../../harness/catalogue.mjs";

export default (size, count) =>
  run(function* program() {
    const queues = Array.from({ length: count }, () => createQueue());
    yield* spawn(function* sender() {
      for (let n = 0; n < size; n++) {
        queues[selectedChannel(n, count)].add(n);
        yield* sleep(0);
      }
    });
    let sum = 0;
    for (let n = 0; n < size; n++) sum += (yield* race(queues.map((queue) => queue.next()))).value;
    return sum;
  });
