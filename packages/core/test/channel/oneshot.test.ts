// The oneshot: one value, for everybody who waits, now or later.
import { ClosedError, oneshot, orClosed, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const oneshots = suite("oneshot");

oneshots("everybody who waits gets the value, in the order they came", () => {
  const { go, run } = orderedStage();
  const answer = oneshot<number>();
  const order: string[] = [];
  for (const name of ["a", "b", "c"]) go(() => wait(name));
  run();
  assert.is(answer.settled, false);
  answer.send(42);
  run();
  assert.equal(order, ["a 42", "b 42", "c 42"]);

  function* wait(name: string) {
    order.push(`${name} ${yield* answer}`);
  }
});

oneshots("who comes later gets the value at once, by yield* and by await", async () => {
  const { go, run } = stage();
  const answer = oneshot<string>();
  answer.send("here");
  assert.is(answer.settled, true);
  const task = go(() => answer);
  run();
  assert.is(task.status, "completed");
  assert.equal([await task, await answer, answer.poll()], ["here", "here", "here"]);
});

oneshots("tasks and promises wait side by side", async () => {
  const { go, run } = stage();
  const answer = oneshot<string>();
  const task = go(() => answer);
  run();
  const awaited = answer.then((value) => value.toUpperCase());
  await Promise.resolve();
  answer.send("hello");
  run();
  assert.equal([await task, await awaited], ["hello", "HELLO"]);
});

oneshots("a second value is refused and comes back", () => {
  const answer = oneshot<string>();
  answer.send("first");
  const error = thrown(() => answer.send("second"));
  assert.instance(error, ClosedError);
  assert.is(error.unsent, "second");
  assert.is(error.message, "a oneshot takes one value, and this one is settled");
  assert.is(answer.poll(), "first");
});

oneshots("failing gives everybody the same error, and leaves no room for a value", async () => {
  const { go, run } = stage();
  const answer = oneshot<string>();
  const [one, two] = [go(() => answer), go(() => answer)];
  run();
  const wrong = new Error("no such account");
  answer.fail(wrong);
  run();
  for (const waiting of [one, two, answer]) assert.is(await rejection(waiting), wrong);
  assert.is(thrown(() => answer.send("too late")).unsent, "too late");
  assert.instance(
    thrown(() => answer.fail(new Error("again"))),
    ClosedError,
  );
});

oneshots("closing fails everybody with ClosedError, and does nothing when there is a value", async () => {
  const [open, settled] = [oneshot<string>(), oneshot<string>()];
  const waiting = rejection(open);
  await Promise.resolve();
  settled.send("kept");
  open.close();
  settled.close();
  open.close();
  for (const error of [await waiting, await rejection(open)]) {
    assert.instance(error, ClosedError);
    assert.is(error.message, "a oneshot was closed before a value was sent");
  }
  assert.is(await settled, "kept");
});

oneshots("undefined is a value", async () => {
  const done = oneshot<void>();
  done.send();
  assert.is(done.settled, true);
  assert.is(await done, undefined);
});

oneshots("send is complete at once and may be waited on", async () => {
  const { go, run } = stage();
  const answer = oneshot<number>();
  const task = go(function* send() {
    yield* answer.send(1);
    return "sent";
  });
  run();
  assert.is(await task, "sent");
});

oneshots("a cancelled wait leaves the value to the others", async () => {
  const { go, run } = stage();
  const answer = oneshot<number>();
  const [alone, first, second, third] = [1, 2, 3, 4].map(() => go(() => answer));
  run();
  for (const task of [alone, third]) task?.cancel();
  run();
  answer.send(7);
  run();
  assert.equal([alone?.status, third?.status], ["cancelled", "cancelled"]);
  assert.equal([await first, await second], [7, 7]);
});

oneshots("the only one to wait may be cancelled, and another take its place", async () => {
  const { go, run } = stage();
  const answer = oneshot<number>();
  const first = go(() => answer);
  run();
  first.cancel();
  run();
  const second = go(() => answer);
  run();
  answer.send(7);
  run();
  assert.is(await second, 7);
});

oneshots("outside a task, yield* says what to do instead, for the answer and for its send", () => {
  const answer = oneshot<number>();
  const advice = "outside a task: start it with go(), or await it here";
  assert.is(thrown(() => answer[Symbol.iterator]().next()).message, `yield* a oneshot ${advice}`);
  const sent = answer.send(1);
  assert.is(thrown(() => sent[Symbol.iterator]().next()).message, `yield* a send that is complete ${advice}`);
});

oneshots("orClosed turns the close into a value, and passes other failures on", async () => {
  const [closed, failed] = [oneshot<number>(), oneshot<number>()];
  closed.close();
  failed.fail(new Error("no such account"));
  assert.is(await orClosed(closed, "closed"), "closed");
  assert.is((await rejection(orClosed(failed, "closed"))).message, "no such account");
});

oneshots("a wait for the answer can have a time limit", async () => {
  const { go, loop } = stage();
  const answer = oneshot<number>();
  const task = go(() => timeout(answer, 20));
  loop.advance(20);
  assert.is((await rejection(task)).message, "a oneshot did not complete within 20 ms");
  answer.send(1);
  assert.is(await answer, 1);
});

oneshots("when all who waited have been cancelled, it can still be sent", async () => {
  const { go, run } = stage();
  const answer = oneshot<number>();
  const tasks = [1, 2, 3].map(() => go(() => answer));
  run();
  for (const task of tasks) task.cancel();
  run();
  answer.send(7);
  run();
  assert.ok(tasks.every(({ status }) => status === "cancelled"));
  assert.is(await answer, 7);
});

oneshots("a task that only waits for what is there gives way to others", () => {
  const { go, run, scheduler } = orderedStage();
  const there = oneshot<void>();
  there.send();
  let turns = 0;
  let turnsBefore = 0;
  go(function* greedy() {
    for (; turns < 10 * scheduler.policy.budget; turns++) yield* there;
  });
  go(() => void (turnsBefore = turns));
  run();
  assert.is(turnsBefore, scheduler.policy.budget);
});

oneshots("a oneshot is waited on in one scheduler at a time", async () => {
  const [here, there] = [stage("here"), stage("there")];
  const answer = oneshot<number>();
  const first = here.go(() => answer);
  here.run();
  const second = there.go(() => answer);
  there.run();
  assert.is((await rejection(second)).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  answer.send(1);
  here.run();
  assert.is(await first, 1);
});

oneshots("a task that was refused a wait may wait for something else", async () => {
  const [here, there] = [stage("here"), stage("there")];
  const [answer, other] = [oneshot<number>(), oneshot<number>()];
  here.go(() => answer);
  here.run();
  const task = there.go(function* patient() {
    try {
      return yield* answer;
    } catch {
      return yield* other;
    }
  });
  there.run();
  other.send(5);
  there.run();
  assert.is(await task, 5);
});

oneshots.run();
