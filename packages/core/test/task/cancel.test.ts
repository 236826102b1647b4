/** Cancelling generator tasks: what the body sees, and that nothing delivered to it is lost. */
import { CancelledError, channel, currentTask, oneshot, sleep, yieldNow } from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a task cancelled before its first tick never runs", () => {
  const { go, run } = stage();
  let ran = false;
  const task = go(() => {
    ran = true;
  });
  task.cancel();
  run();
  assert.is(ran, false);
  assert.is(task.status, "cancelled");
});

test("a waiting task that is cancelled runs its finally blocks, innermost first", () => {
  const { go, run } = stage();
  const events: string[] = [];
  const task = go(function* () {
    try {
      try {
        yield* channel<never>().recv();
        events.push("went on");
      } finally {
        events.push("inner");
      }
    } finally {
      events.push("outer");
    }
  });
  run();
  task.cancel();
  run();
  assert.equal(events, ["inner", "outer"]);
  assert.is(task.status, "cancelled");
});

test("a finally block of a cancelled task may wait", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  const task = go(function* () {
    try {
      yield* channel<never>().recv();
    } finally {
      yield* sleep(10);
      yield* yieldNow();
      events.push("closed");
    }
  });
  run();
  task.cancel();
  run();
  assert.is(task.status, "waiting");
  loop.advance(10);
  assert.equal(events, ["closed"]);
  assert.is(task.status, "cancelled");
});

test("a catch block of a cancelled task sees the cancellation, and what it returns does not undo it", () => {
  const { go, run } = stage();
  const reason = new Error("enough");
  let caught: unknown;
  const task = go(function* () {
    try {
      return yield* channel<string>().recv();
    } catch (error) {
      caught = error;
      return "what there was";
    }
  });
  run();
  task.cancel(reason);
  run();
  assert.instance(caught, CancelledError);
  assert.is((caught as CancelledError).cause, reason);
  assert.is(task.status, "cancelled");
});

test("a cancelled task does not go on after an inner generator whose finally block waits", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  function* inner() {
    try {
      yield* sleep(1_000);
    } finally {
      yield* sleep(10);
      yield* yieldNow();
      events.push("inner closed");
    }
  }
  const task = go(function* outer() {
    try {
      yield* inner();
      events.push("went on");
    } finally {
      events.push("outer closed");
    }
  });
  run();
  task.cancel();
  loop.advance(20);
  assert.equal(events, ["inner closed", "outer closed"]);
  assert.is(task.status, "cancelled");
});

test("a task cancelled while it gives way is cancelled there", () => {
  const { go, run } = orderedStage();
  const events: string[] = [];
  const task = go(function* () {
    try {
      for (;;) yield* yieldNow();
    } finally {
      events.push("closed");
    }
  });
  go(() => task.cancel());
  run();
  assert.equal([events, task.status], [["closed"], "cancelled"]);
});

test("a task that waits with others for one send is cancelled alone", () => {
  const { go, run } = stage();
  const messages = channel<string>(0);
  const send = messages.send("hello");
  const [first, second] = [go(() => send), go(() => send)];
  run();
  first.cancel();
  run();
  assert.is(messages.tryRecv(), "hello");
  run();
  assert.equal([first.status, second.status], ["cancelled", "completed"]);
});

test("a cancelled wait takes nothing: the message goes to the next receiver", () => {
  const { go, run } = stage();
  const messages = channel<string>();
  const first = go(() => messages.recv());
  const second = go(() => messages.recv());
  run();
  first.cancel();
  messages.send("for whoever waits");
  run();
  assert.is(first.status, "cancelled");
  assert.is(second.poll(), "for whoever waits");
});

test("a message that has been delivered is handed over before the task is told that it is cancelled", () => {
  const { go, run } = stage();
  const messages = channel<string>();
  const got: string[] = [];
  const task = go(function* () {
    for (;;) got.push(yield* messages.recv());
  });
  run();
  messages.send("in flight");
  task.cancel();
  messages.send("left");
  run();
  assert.equal(got, ["in flight", "left"].slice(0, got.length));
  assert.is(got[0], "in flight");
  assert.is(task.status, "cancelled");
  assert.is(got.length + messages.length, 2);
});

test("an error that has been delivered is thrown before the task is told that it is cancelled", () => {
  const { go, run } = stage();
  const answer = oneshot<number>();
  const events: unknown[] = [];
  const task = go(function* () {
    try {
      yield* answer;
    } catch (error) {
      events.push((error as Error).message);
    }
    yield* channel<never>().recv();
    events.push("went on");
  });
  run();
  answer.fail(new Error("no answer"));
  task.cancel();
  run();
  assert.equal(events, ["no answer"]);
  assert.is(task.status, "cancelled");
});

test("a task that cancels itself goes on to its next wait", () => {
  const { go, run } = stage();
  const events: string[] = [];
  const messages = channel<number>();
  const task = go(function* () {
    try {
      currentTask()?.cancel();
      events.push("still here");
      yield* messages.recv();
      events.push("went on");
    } finally {
      events.push("finally");
    }
  });
  run();
  assert.equal(events, ["still here", "finally"]);
  assert.is(task.status, "cancelled");
  messages.send(1);
  assert.is(messages.length, 1);
});

test("a task that cancels itself and then returns is completed", () => {
  const { go, run } = stage();
  const task = go(() => {
    currentTask()?.cancel();
    return 1;
  });
  run();
  assert.equal(task.outcome().poll(), { status: "completed", value: 1 });
});

test("a task that gives way in a loop ends when it is cancelled", () => {
  const { go, run } = orderedStage();
  let rounds = 0;
  const busy = go(function* () {
    for (; rounds < 1000; rounds++) yield* yieldNow();
  });
  go(function* () {
    yield* yieldNow();
    busy.cancel();
  });
  run();
  assert.is(busy.status, "cancelled");
  assert.ok(rounds < 5, `it went on for ${rounds} rounds`);
});

test("a task out of budget ends when it is cancelled, with what it has not taken left in the channel", () => {
  const { go, run } = orderedStage("stage", { budget: 4 });
  const messages = channel<number>();
  for (let n = 0; n < 100; n++) messages.send(n);
  let got = 0;
  const busy = go(function* () {
    for (;;) {
      yield* messages.recv();
      got++;
    }
  });
  go(() => busy.cancel());
  run();
  assert.is(busy.status, "cancelled");
  assert.is(got + messages.length, 100);
  assert.is(got, 4);
});

test.run();
