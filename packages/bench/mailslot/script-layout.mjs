// A task per side, an unbounded channel for the requests, a oneshot in each for its answer.

import { channel, go, oneshot } from "@mailslot/core";

export default async function scriptLayout(size) {
  const requests = channel();

  const layout = go(function* layout() {
    for (;;) {
      const { width, reply } = yield* requests.recv();
      reply.send(width);
    }
  });

  const script = go(function* script() {
    let sum = 0;
    for (let width = 0; width < size; width++) {
      const answer = oneshot();
      requests.send({ width, reply: answer });
      sum += yield* answer;
    }
    return sum;
  });

  const sum = await script;
  layout.cancel();
  return sum;
}
