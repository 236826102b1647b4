// raceAllFirst starts and interrupts a fiber for every queue each time.

import { Effect, Queue } from "effect";
import { selectedChannel } from "../../harness/catalogue.mjs";

const sender = (queues, size) =>
  Effect.gen(function* () {
    for (let n = 0; n < size; n++) yield* Queue.offer(queues[selectedChannel(n, queues.length)], n);
  });

const program = (size, count) =>
  Effect.gen(function* () {
    const queues = [];
    for (let n = 0; n < count; n++) queues.push(yield* Queue.bounded(1));
    yield* Effect.forkChild(sender(queues, size));
    const any = Effect.raceAllFirst(queues.map((queue) => Queue.take(queue)));
    let sum = 0;
    for (let n = 0; n < size; n++) sum += yield* any;
    return sum;
  });

export default (size, count) => Effect.runPromise(program(size, count));
