// A queue is unlimited, so senders never wait.

import { createQueue, run, spawn } from "effection";

function* sender(messages, size) {
  for (let n = 0; n < size; n++) messages.add(n);
}

function* receiver(messages, count) {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += (yield* messages.next()).value;
  return sum;
}

export default (size, senders) =>
  run(function* program() {
    const messages = createQueue();
    for (let n = 0; n < senders; n++) yield* spawn(() => sender(messages, size));
    return yield* yield* spawn(() => receiver(messages, senders * size));
  });
