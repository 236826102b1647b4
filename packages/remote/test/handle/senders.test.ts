/** The sending ends of channels, as other nodes use them. */
import { spawnWith } from "@mailslot/actor";
import { broadcast, channel, notReady, watch } from "@mailslot/core";
import { createNode } from "@mailslot/remote";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { User, userOf } from "./user.js";

test("what is sent elsewhere arrives in the channel, in the order of sending", async () => {
  const jobs = channel<number>();
  const on = await userOf(jobs);
  on.user.tell.sendAll(1, 2, 3);
  assert.is(await on.answer(on.user.ask.send(4, 5)), 2);
  assert.equal(
    [1, 2, 3, 4, 5].map(() => jobs.tryRecv()),
    [1, 2, 3, 4, 5],
  );
});

test("a full channel suspends the sender until there is room at home", async () => {
  const jobs = channel<number>(1);
  const on = await userOf(jobs);
  const sent = on.user.ask.send(1, 2, 3);
  assert.is(await on.answer(sent), "waits" as never);
  assert.is(jobs.length, 1);
  assert.equal([jobs.tryRecv(), jobs.tryRecv(), jobs.tryRecv()], [1, 2, notReady]);
  assert.is(await on.answer(sent), 3);
  assert.is(jobs.tryRecv(), 3);
});

test("a send that is given up is withdrawn, and is sent again when it is waited for again", async () => {
  const jobs = channel<number>(1);
  const on = await userOf(jobs);
  await on.answer(on.user.ask.send(1));
  const [gone, again] = [on.user.ask.sendFor(2, 10, -1), on.user.ask.sendFor(3, 10, 10)];
  on.loop.advance(15);
  assert.is(await on.answer(gone), "given up");
  assert.is(jobs.tryRecv(), 1);
  await on.loop.settle();
  assert.is(jobs.tryRecv(), notReady);
  on.loop.advance(10);
  assert.is(await on.answer(again), "sent");
  assert.equal([jobs.tryRecv(), jobs.tryRecv()], [3, notReady]);
});

test("a send that was taken before it was given up is not sent twice", async () => {
  const jobs = channel<number>();
  const on = await userOf(jobs);
  on.wire.hold();
  const sent = on.user.ask.sendFor(1, 10, 10);
  on.wire.release();
  await on.loop.settle();
  on.loop.advance(15);
  assert.is(await on.answer(sent), "sent at once");
  assert.equal([jobs.tryRecv(), jobs.tryRecv()], [1, notReady]);
});

test("trySend sends as long as all that was sent before has been taken", async () => {
  const jobs = channel<number>(1);
  const on = await userOf(jobs);
  assert.equal(await on.answer(on.user.ask.trySend(1, 2)), [true, false]);
  assert.equal(await on.answer(on.user.ask.trySend(3, 4)), [true, false]);
  assert.equal(await on.answer(on.user.ask.trySend(5)), [false]);
  assert.equal([jobs.tryRecv(), jobs.tryRecv()], [1, 3]);
  await on.loop.settle();
  assert.equal(await on.answer(on.user.ask.trySend(6)), [true]);
});

test("a channel that is closed at home fails what waits for room and what is sent after, and gives the value back", async () => {
  const jobs = channel<string>(1);
  const on = await userOf(jobs);
  await on.answer(on.user.ask.send("first"));
  const waiting = on.user.ask.failing("second");
  await on.answer(waiting);
  jobs.close();
  assert.equal(await on.answer(waiting), ["ClosedError", "ERR_MAILSLOT_CLOSED", "second"]);
  assert.is(await on.answer(on.user.ask.closed()), true);
  assert.equal(await on.answer(on.user.ask.failing("third")), ["ClosedError", "ERR_MAILSLOT_CLOSED", "third"]);
  const late = await userOf(jobs); // one that was closed before
  assert.is(await late.answer(late.user.ask.closed()), true);
});

test("a channel closed from elsewhere is closed at home, behind what was sent before", async () => {
  const jobs = channel<number>();
  const on = await userOf(jobs);
  on.user.tell.sendAll(1);
  on.user.tell.close();
  await on.loop.settle();
  assert.is(jobs.closed, true);
  assert.is(jobs.tryRecv(), 1);
  assert.equal(await on.answer(on.user.ask.failing(2)), ["ClosedError", "ERR_MAILSLOT_CLOSED", 2]);
});

test("a channel that fails when full says so elsewhere, with the value", async () => {
  const on = await userOf(channel({ capacity: 1, overflow: "fail" }));
  assert.is(await on.answer(on.user.ask.failing(1)), "sent");
  assert.equal(await on.answer(on.user.ask.failing(2)), ["FullError", "ERR_MAILSLOT_FULL", 2]);
});

test("broadcasts and watches are senders too", async () => {
  const prices = broadcast<number>(4);
  const heard = prices.subscribe();
  const on = await userOf(prices);
  await on.answer(on.user.ask.send(1));
  assert.is(heard.tryRecv(), 1);
  const newest = watch(0);
  on.user.tell.keep(newest);
  await on.answer(on.user.ask.send(2));
  assert.is(newest.value, 2);
  newest.close();
  assert.equal(await on.answer(on.user.ask.failing(3)), ["ClosedError", "ERR_MAILSLOT_CLOSED", 3]);
  assert.is(await on.answer(on.user.ask.closed()), true);
});

test("at home a channel is itself again, and elsewhere one object as long as it is held", async () => {
  const jobs = channel<number>();
  const on = await userOf([jobs, jobs]);
  const [one, other] = (await on.answer(on.user.ask.held())) as unknown[];
  assert.is(one, jobs);
  assert.is(other, jobs);
});

test("a value that cannot cross is refused where it is sent, with its path", async () => {
  const on = await userOf(channel());
  assert.match(String(await on.answer(on.user.ask.sendFunction())), /value\.draw is a function/);
  assert.is(await on.answer(on.user.ask.send(1)), 1);
});

test("one that is sent on to a third node goes by way of the second", async () => {
  const jobs = channel<number>(1);
  const on = await userOf(jobs);
  const c = createNode({ id: "c", definitions: [User as never], scheduler: on.scheduler });
  on.connect(on.b, c);
  const [toC] = on.connect(on.a, c);
  const spawned = toC.spawn(User);
  await on.loop.settle();
  const third = await spawned;
  on.user.tell.pass(third as never);
  await on.loop.settle();
  const sent = third.ask.send(1, 2, 3);
  assert.is(await on.answer(sent), "waits" as never);
  assert.equal([jobs.tryRecv(), jobs.tryRecv()], [1, 2]);
  await on.loop.settle();
  assert.is(jobs.tryRecv(), 3);
  assert.is(await on.answer(sent), 3);
  jobs.close();
  await on.loop.settle();
  assert.equal(await on.answer(third.ask.failing(4)), ["ClosedError", "ERR_MAILSLOT_CLOSED", 4]);
});

test("a sender whose node has died fails what waits, and what is sent after", async () => {
  const on = await userOf(undefined);
  const user = spawnWith({ scheduler: on.scheduler }, User);
  on.user.tell.lend(user, 1);
  await on.loop.settle();
  await on.answer(user.ask.send(1));
  const waiting = user.ask.failing(2);
  assert.is(await on.answer(waiting), "waits");
  on.wire.kill(1);
  const [name, code] = (await on.answer(waiting)) as string[];
  assert.equal([name, code], ["UnknownOutcomeError", "ERR_MAILSLOT_NO_CONNECTION"]);
  assert.equal(((await on.answer(user.ask.failing(3))) as string[])[1], "ERR_MAILSLOT_NO_CONNECTION");
  assert.is(await on.answer(user.ask.closed()), true);
});

test("what a dead node waited for to send is withdrawn at home", async () => {
  const jobs = channel<number>(1);
  const on = await userOf(jobs);
  await on.answer(on.user.ask.send(1));
  on.user.tell.sendAll(2);
  await on.loop.settle();
  on.wire.kill(1);
  await on.loop.settle();
  assert.equal([jobs.tryRecv(), jobs.tryRecv()], [1, notReady]);
  assert.is(jobs.closed, false);
});

test.run();
