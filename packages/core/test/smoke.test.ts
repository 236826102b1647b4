/** The first thing to run: two tasks talk, and a promise sees the answer. */
import { channel, go, oneshot, type Sender } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Layout {
  readonly width: number;
  readonly reply: Sender<number>;
}

test("a script task asks a layout task and gets its answer", async () => {
  const requests = channel<Layout>();
  go(function* layout() {
    for (;;) {
      const { width, reply } = yield* requests.recv();
      reply.send(width * 2);
    }
  });
  const script = go(function* script() {
    const answer = oneshot<number>();
    requests.send({ width: 21, reply: answer });
    return yield* answer;
  });
  assert.is(await script, 42);
});

test.run();
