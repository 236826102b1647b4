/** What the body of a task may be, and what the task is called. */
import { channel, go, type Operation, oneshot, type Steps, type Task, yieldNow } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a generator body ends the task with what it returns", () => {
  const { go, run } = stage();
  const task = go(function* () {
    return 7;
  });
  run();
  assert.equal(task.outcome().poll(), { status: "completed", value: 7 });
});

test("an async body ends the task with what its promise settles to", async () => {
  assert.is(await go(async () => 7), 7);
});

test("a plain body ends the task with what it returns", () => {
  const { go, run } = stage();
  const task = go(() => 7);
  run();
  assert.is(task.poll(), 7);
});

test("an arrow that returns a generator is a generator body, spawned many times", () => {
  const { go, run } = stage();
  function* worker(n: number): Generator<never, number> {
    return n * n;
  }
  const tasks = [1, 2, 3].map((n) => go(() => worker(n)));
  run();
  assert.equal(
    tasks.map((task) => task.poll()),
    [1, 4, 9],
  );
});

test("an arrow that returns an operation is waited for", () => {
  const { go, run } = stage();
  const answer = oneshot<string>();
  const task = go(() => answer);
  run();
  assert.is(task.status, "waiting");
  answer.send("yes");
  run();
  assert.is(task.poll(), "yes");
});

test("an arrow whose operation is cancelled takes nothing, and ends with the reason", () => {
  const { go, run } = stage();
  const jobs = channel<string>();
  const taker = go(() => jobs.recv());
  run();
  taker.cancel("enough");
  jobs.send("kept");
  run();
  assert.equal(taker.outcome().poll(), { status: "cancelled", reason: "enough" });
  assert.is(jobs.length, 1);
});

test("an arrow whose operation has completed ends with its value, though it is cancelled then", () => {
  const { go, run } = stage();
  const jobs = channel<string>();
  const taker = go(() => jobs.recv());
  run();
  jobs.send("taken");
  taker.cancel();
  run();
  assert.is(taker.poll(), "taken");
});

test("an arrow that returns an operation of several steps is cancelled within it", () => {
  const { go, run } = stage();
  const events: string[] = [];
  const inner = channel<number>();
  const twoSteps: Operation<number> = {
    *[Symbol.iterator]() {
      try {
        return (yield* inner.recv()) + (yield* inner.recv());
      } finally {
        events.push("cleaned up");
      }
    },
    then: () => {
      throw new Error("a task waits with yield*, not by the promise");
    },
  };
  const task = go(() => twoSteps);
  run();
  inner.send(1);
  task.cancel();
  run();
  assert.is(task.status, "cancelled");
  assert.equal(events, ["cleaned up"]);
});

test("the body is given its task", () => {
  const { go, run } = stage();
  let given: Task | null = null;
  const task = go((self) => {
    given = self;
  });
  run();
  assert.is(given, task);
});

test("a body does not run before its spawner has given way", () => {
  const { go, run } = stage();
  const events: string[] = [];
  go(function* parent() {
    go(() => events.push("child"));
    events.push("parent");
  });
  run();
  assert.equal(events, ["parent", "child"]);
});

test("a body that is not a function is refused at once", () => {
  const error = thrown(() => go(7 as never));
  assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  assert.match(error.message, "the body given to go() is 7: give a function, or a generator that was called");
});

test("steps, a generator that was called, are run as a body is, and keep nothing once they have ended", async () => {
  const { go, run } = orderedStage();
  const inbox = channel<number>();
  function* sum(count: number): Steps<number> {
    let total = 0;
    for (let n = 0; n < count; n++) total += yield* inbox.recv();
    return total;
  }
  const [plain, named] = [go(sum(2)), go(sum(1), { name: "one" })];
  assert.equal([plain.name, named.name, plain.status], ["steps", "one", "runnable"]);
  for (const n of [1, 2, 3]) inbox.send(n);
  run();
  assert.equal([plain.poll(), named.poll(), plain.name], [3, 3, "steps"]);
});

test("steps of a task that is cancelled before its first tick never begin", () => {
  const { go, run } = stage();
  let hasBegun = false;
  const task = go(
    (function* (): Steps<void> {
      hasBegun = true;
      yield* yieldNow();
    })(),
  );
  task.cancel();
  run();
  assert.equal([task.status, hasBegun, task.name], ["cancelled", false, "steps"]);
});

test("steps of another realm, or of a compiler for an old target, are run as well", () => {
  const { go, run } = stage();
  const done: IteratorResult<never, number> = { done: true, value: 7 };
  const foreign = { next: () => done, return: () => done, throw: () => done, [Symbol.iterator]: () => foreign };
  const task = go(foreign as never as Steps<number>);
  run();
  assert.is(task.poll(), 7);
});

test("a task is called as its function is", () => {
  const { go } = stage();
  assert.is(go(function* layout() {}).name, "layout");
  assert.is(go(async function fetcher() {}).name, "fetcher");
});

test("a task of an arrow is called what the arrow calls", () => {
  const { go } = stage();
  function* worker(_job: string): Generator<never, void> {}
  assert.is(go(() => worker("a")).name, 'worker("a")');
});

test("a task of an arrow with a block, which has no name to give, is anonymous", () => {
  const { go } = stage();
  assert.is(
    go(() => {
      return 1;
    }).name,
    "anonymous",
  );
});

test("the name in the options goes before the function's", () => {
  const { go } = stage();
  assert.is(go(function* layout() {}, { name: "left column" }).name, "left column");
});

test.run();
