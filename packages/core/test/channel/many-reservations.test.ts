/** Receives where reservations and sends wait for room in one line. */
import { channel, notReady, reserve, tryReserve } from "@mailslot/core";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a receive finds the first send among reservations that come and go", () => {
  const own = orderedStage();
  const messages = channel<number>(1);
  const held = tryReserve(messages);
  const before = [1, 2, 3].map(() => own.go(() => reserve(messages)));
  own.run();
  assert.is(messages.tryRecv(), notReady);
  messages.send(1);
  const between = own.go(() => reserve(messages));
  own.run();
  messages.send(2);
  before[2]?.cancel();
  assert.is(messages.tryRecv(), 1);
  between.cancel();
  own.run();
  messages.send(3);
  assert.equal([messages.tryRecv(), messages.tryRecv(), messages.tryRecv()], [2, 3, notReady]);
  held?.release();
  own.run();
  assert.is(before[0]?.status, "completed");
});

test.run();
