/** Structured concurrency: a scope ends when all its tasks have ended. */
import { channel, go, oneshot, type Scope, scope, sleep, type Task, timeout, type Wait } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a scope gives the result of its body, once all its tasks have ended", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  const task = go(function* () {
    const result = yield* scope(function* (tasks) {
      tasks.go(function* () {
        yield* sleep(10);
        events.push("child");
      });
      return "body";
    });
    events.push(result);
  });
  run();
  assert.equal(events, []);
  loop.advance(10);
  assert.equal(events, ["child", "body"]);
  assert.is(task.status, "completed");
});

test("a scope without tasks ends with its body", () => {
  const { go, run } = stage();
  const task = go(() => scope(() => 1));
  run();
  assert.is(task.poll(), 1);
});

test("a scope under await gives its result, and throws its failure", async () => {
  assert.is(await scope(async () => 1), 1);
  const failure = new Error("no");
  const failing = scope(() => {
    throw failure;
  });
  assert.is(await rejection(failing), failure);
});

test("cancelling the task that waits for a scope cancels its tasks, and waits for their clean-up", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  const task = go(function* () {
    try {
      yield* scope(function* (tasks) {
        tasks.go(function* () {
          try {
            yield* channel<never>().recv();
          } finally {
            yield* sleep(5);
            events.push("child closed");
          }
        });
      });
    } finally {
      events.push("parent closed");
    }
  });
  run();
  task.cancel();
  run();
  assert.is(task.status, "waiting");
  loop.advance(5);
  assert.equal(events, ["child closed", "parent closed"]);
  assert.is(task.status, "cancelled");
});

test("a scope under a time limit is cancelled whole, by cancelling the task that runs it", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  const work = go(function* () {
    yield* scope(function* (tasks) {
      for (const name of ["a", "b"]) {
        tasks.go(function* () {
          try {
            yield* channel<never>().recv();
          } finally {
            events.push(name);
          }
        });
      }
    });
  });
  const limited = go(function* () {
    try {
      yield* timeout(work, 10);
    } catch (error) {
      work.cancel(error);
      yield* work.outcome();
      events.push((error as { code: string }).code);
    }
  });
  run();
  loop.advance(10);
  assert.equal(events.slice(0, 2).sort(), ["a", "b"]);
  assert.is(events[2], "ERR_MAILSLOT_TIMEOUT");
  assert.is(limited.status, "completed");
});

test("cancelling a scope from within ends all its tasks, its body among them", () => {
  const { go, run, unhandled } = stage();
  let child: Task | undefined;
  const task = go(function* () {
    yield* scope(function* (tasks) {
      child = tasks.go(() => channel<never>().recv());
      tasks.cancel("enough");
      yield* channel<never>().recv();
    });
  });
  const watcher = go(() => task.outcome());
  run();
  const end = watcher.poll() as { error: { code: string; cause: unknown } };
  assert.is(child?.status, "cancelled");
  assert.is(end.error.code, "ERR_MAILSLOT_CANCELLED");
  assert.is(end.error.cause, "enough");
  assert.equal(unhandled, []);
});

test("a signal given to a scope cancels it", () => {
  const { go, run } = stage();
  const controller = new AbortController();
  const events: string[] = [];
  const body = function* (): Generator<Wait, void> {
    try {
      yield* channel<never>().recv();
    } finally {
      events.push("closed");
    }
  };
  const task = go(() => scope(body, { signal: controller.signal }));
  const watcher = go(() => task.outcome());
  run();
  controller.abort();
  run();
  assert.equal(events, ["closed"]);
  assert.is((watcher.poll() as { error: { code: string } }).error.code, "ERR_MAILSLOT_CANCELLED");
});

test("starting a task in a scope that has ended is an error that says so", () => {
  const { go, run } = stage();
  const kept: Scope[] = [];
  go(() => scope((tasks) => void kept.push(tasks)));
  run();
  const error = thrown(() => kept[0]?.go(() => 1));
  assert.is(error.code, "ERR_MAILSLOT_CLOSED");
  assert.match(error.message, "this scope has ended");
});

test("a child of a scope may start others after the body has returned", () => {
  const { go, run } = stage();
  const events: string[] = [];
  const gate = oneshot<void>();
  const task = go(() =>
    scope((tasks) => {
      tasks.go(function* child() {
        yield* gate;
        tasks.go(() => void events.push("grandchild"));
      });
    }),
  );
  run();
  gate.send();
  run();
  assert.equal(events, ["grandchild"]);
  assert.is(task.status, "completed");
});

test("a scope runs where it is told, its body too", () => {
  const one = stage("one");
  const two = stage("two");
  const names: string[] = [];
  const task = one.go(() =>
    scope((tasks) => void tasks.go(() => void names.push("child")), { scheduler: two.scheduler }),
  );
  one.run();
  assert.equal(names, []);
  two.run();
  one.run();
  assert.equal(names, ["child"]);
  assert.is(task.status, "completed");
});

test("an async body may use a scope as well", async () => {
  const results: number[] = [];
  await go(async () => {
    await scope(async (tasks) => {
      for (const n of [1, 2, 3]) tasks.go(async () => void results.push(n));
    });
    results.push(0);
  });
  assert.equal(results, [1, 2, 3, 0]);
});

test("a scope that is given an aborted signal runs nothing", async () => {
  const ran: string[] = [];
  const body = function* () {
    ran.push("body");
    yield* sleep(5);
  };
  const error = await rejection(scope(body, { signal: AbortSignal.abort() }));
  assert.is((error as Error).name, "CancelledError");
  assert.equal(ran, []);
});

test("a task cancelled within a scope does not go on after it", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  const task = go(function* () {
    yield* scope(function* () {
      try {
        yield* sleep(1_000);
      } finally {
        yield* sleep(10);
        events.push("closed");
      }
    });
    events.push("went on");
  });
  run();
  task.cancel();
  loop.advance(20);
  assert.equal([events, task.status], [["closed"], "cancelled"]);
});

test("a scope that is waited for in a time limit is cancelled when the limit is reached", () => {
  const { go, run, loop } = stage();
  const events: string[] = [];
  go(function* () {
    const body = function* () {
      try {
        yield* sleep(1_000);
      } finally {
        events.push("closed");
      }
    };
    try {
      yield* timeout(scope(body), 10);
    } catch (error) {
      events.push((error as Error).name);
    }
  });
  run();
  loop.advance(10);
  assert.equal(events.sort(), ["TimeoutError", "closed"]);
});

test.run();
