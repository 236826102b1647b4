/** Channels that fill up and are emptied again, by lengths on both sides of every size of block. */
import { channel, notReady } from "@mailslot/core";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("messages come out in the order in which they went in, however many wait", () => {
  const steps = fc.array(fc.integer({ min: -1200, max: 1200 }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (counts) => {
      const messages = channel<number>();
      let sent = 0;
      let received = 0;
      for (const count of counts) {
        for (let n = 0; n < count; n++) messages.trySend(sent++);
        for (let n = 0; n > count && received < sent; n--) assert.is(messages.tryRecv(), received++);
        assert.is(messages.length, sent - received);
      }
      while (received < sent) assert.is(messages.tryRecv(), received++);
      assert.is(messages.tryRecv(), notReady);
    }),
  );
});

test("a message of undefined or null is one", () => {
  const messages = channel<undefined | null>();
  for (let n = 0; n < 1100; n++) messages.trySend(n % 2 === 0 ? undefined : null);
  for (let n = 0; n < 1100; n++) assert.is(messages.tryRecv(), n % 2 === 0 ? undefined : null);
  assert.is(messages.length, 0);
});

test.run();
