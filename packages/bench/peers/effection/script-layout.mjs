// A task is spawned in the scope of the program, the mailbox is a queue, a oneshot is withResolvers().

import { createQueue, run, spawn, withResolvers } from "effection";

function* layout(requests) {
  for (;;) {
    const { value } = yield* requests.next();
    value.reply(value.width);
  }
}

function* script(requests, size) {
  let sum = 0;
  for (let width = 0; width < size; width++) {
    const answer = withResolvers();
    requests.add({ width, reply: answer.resolve });
    sum += yield* answer.operation;
  }
  return sum;
}

export default (size) =>
  run(function* program() {
    const requests = createQueue();
    yield* spawn(() => layout(requests));
    return yield* yield* spawn(() => script(requests, size));
  });
