// A oneshot is withResolvers(). Each ping waits for what it spawned, as structured concurrency asks.

import { run, spawn, withResolvers } from "effection";

function* pong(first, second) {
  yield* first.operation;
  second.resolve();
}

function* ping() {
  const first = withResolvers();
  const second = withResolvers();
  yield* spawn(() => pong(first, second));
  first.resolve();
  yield* second.operation;
}

export default (size) =>
  run(function* program() {
    const done = withResolvers();
    let ended = 0;
    for (let n = 0; n < size; n++) {
      yield* spawn(function* counted() {
        yield* ping();
        if (++ended === size) done.resolve(ended);
      });
    }
    return yield* done.operation;
  });
