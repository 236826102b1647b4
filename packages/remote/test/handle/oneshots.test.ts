/** Oneshots, as other nodes use them. */
import { spawnWith } from "@mailslot/actor";
import { type Oneshot, oneshot } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { User, userOf } from "./user.js";

test("a oneshot is completed from elsewhere, once", async () => {
  const answer = oneshot<number>();
  const on = await userOf(answer);
  assert.is(await on.answer(on.user.ask.send(42)), 1);
  assert.is(answer.poll(), 42);
  assert.equal(await on.answer(on.user.ask.failing(43)), ["ClosedError", "ERR_MAILSLOT_CLOSED", 43]);
  assert.is(await on.answer(on.user.ask.settled()), true);
  assert.is(await on.answer(on.user.ask.wait()), 42);
});

test("of two who complete it at once the first counts, and the other is told", async () => {
  const answer = oneshot<number>();
  const on = await userOf(answer);
  on.wire.hold();
  const failing = on.user.ask.failing(1);
  await on.loop.settle();
  answer.send(2);
  on.wire.release();
  await on.loop.settle();
  assert.equal(await on.answer(failing), ["ClosedError", "ERR_MAILSLOT_CLOSED", 1]);
  assert.is(answer.poll(), 2);
  assert.is(await on.answer(on.user.ask.wait()), 2);
});

test("a second value from the same node is refused at once", async () => {
  const answer = oneshot<number>();
  const on = await userOf(answer);
  const both = [on.user.ask.failing(1), on.user.ask.failing(2)];
  assert.is(await on.answer(both[0] as never), "sent");
  assert.equal(await on.answer(both[1] as never), ["ClosedError", "ERR_MAILSLOT_CLOSED", 2]);
});

test("a oneshot fails, or is closed, from elsewhere", async () => {
  const [failed, closed] = [oneshot(), oneshot()];
  const on = await userOf(failed);
  on.user.tell.fail(new RangeError("too far"));
  const error = await on.failure(failed);
  assert.instance(error, RangeError);
  assert.is(error.message, "too far");
  on.user.tell.keep(closed);
  on.user.tell.close();
  assert.is((await on.failure(closed)).code, "ERR_MAILSLOT_CLOSED");
});

test("whoever waits elsewhere gets what it is completed with at home", async () => {
  const answer = oneshot<number>();
  const on = await userOf(answer);
  const waiting = on.user.ask.wait();
  assert.is(await on.answer(waiting), "waits");
  answer.send(7);
  assert.is(await on.answer(waiting), 7);
  const done = oneshot<number>();
  done.send(8);
  on.user.tell.keep(done); // one that was completed before
  assert.is(await on.answer(on.user.ask.wait()), 8);
});

test("who waits elsewhere is kept, though nothing else holds the oneshot there", async () => {
  const answer = oneshot<number>();
  const on = await userOf(answer);
  on.user.tell.later();
  on.user.tell.drop();
  await on.loop.settle();
  for (let n = 0; n < 5; n++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  answer.send(7);
  await on.loop.settle();
  assert.equal(await on.answer(on.user.ask.heard()), [7]);
});

test("a value that cannot cross fails it elsewhere, and not at home", async () => {
  const answer = oneshot<unknown>();
  const on = await userOf(answer);
  on.user.tell.keep(answer);
  answer.send({ draw() {} });
  const error = (await on.answer(on.user.ask.failedWith())) as { code: string; message: string };
  assert.is(error.code, "ERR_MAILSLOT_NOT_CARRIED");
  assert.ok(answer.settled);
});

test("a oneshot whose node has died fails; one at home waits for others, whoever has died", async () => {
  const mine = oneshot<number>();
  const on = await userOf(mine);
  const user = spawnWith({ scheduler: on.scheduler }, User);
  on.user.tell.lend(user, "oneshot");
  await on.loop.settle();
  const waiting = user.ask.failedWith();
  assert.is(await on.answer(waiting), "waits");
  on.wire.kill(1);
  assert.is(((await on.answer(waiting)) as { code: string }).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.is(((await on.answer(user.ask.failing(1))) as string[])[1], "ERR_MAILSLOT_CLOSED");
  assert.not((mine as Oneshot<number>).settled);
});

test.run();
