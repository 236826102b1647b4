/** Scopes: the failures of their tasks, which cancel the others and are rethrown. */
import { channel, scope, sleep, suppressed } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("the first failure cancels the other tasks, whose clean-up is waited for, and is rethrown", () => {
  const { go, run, loop, unhandled } = stage();
  const events: string[] = [];
  const task = go(function* () {
    try {
      yield* scope(function* (tasks) {
        tasks.go(function* sibling() {
          try {
            yield* channel<never>().recv();
          } finally {
            yield* sleep(5);
            events.push("sibling closed");
          }
        });
        tasks.go(function* failing() {
          yield* sleep(1);
          throw new Error("no");
        });
      });
    } catch (error) {
      events.push((error as Error).message);
    }
  });
  run();
  loop.advance(1);
  assert.equal(events, []);
  loop.advance(5);
  assert.equal(events, ["sibling closed", "no"]);
  assert.is(task.status, "completed");
  assert.equal(unhandled, []);
});

test("failures after the first are attached to it", () => {
  const { go, run } = stage();
  const task = go(() =>
    scope(function* (tasks) {
      tasks.go(function* () {
        try {
          yield* channel<never>().recv();
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: this is the case under test
          throw new Error("second");
        }
      });
      tasks.go(() => {
        throw new Error("first");
      });
      yield* channel<never>().recv();
    }),
  );
  const watcher = go(() => task.outcome());
  run();
  const { error } = watcher.poll() as { error: Error };
  assert.is(error.message, "first");
  assert.equal(
    suppressed(error).map((each) => (each as Error).message),
    ["second"],
  );
});

test("an error with nothing attached, or no error at all, has no suppressed ones", () => {
  assert.equal(suppressed(new Error("alone")), []);
  assert.equal(suppressed(null), []);
  assert.equal(suppressed("text"), []);
});

test("the same error, come again through a task that joined the failed one, is not attached to itself", () => {
  const { go, run } = stage();
  const task = go(() =>
    scope(function* (tasks) {
      const failing = tasks.go(() => {
        throw new Error("once");
      });
      yield* failing;
    }),
  );
  const watcher = go(() => task.outcome());
  run();
  const { error } = watcher.poll() as { error: Error };
  assert.is(error.message, "once");
  assert.equal(suppressed(error), []);
});

test("a scope fails when a scope within it fails, and its other tasks are cancelled", () => {
  const { go, run } = stage();
  const events: string[] = [];
  const task = go(() =>
    scope(function* outer(outerTasks) {
      outerTasks.go(function* () {
        try {
          yield* channel<never>().recv();
        } finally {
          events.push("outer child closed");
        }
      });
      yield* scope(function* inner(innerTasks) {
        innerTasks.go(() => {
          throw new Error("inner");
        });
        yield* channel<never>().recv();
      });
    }),
  );
  const watcher = go(() => task.outcome());
  run();
  assert.equal(events, ["outer child closed"]);
  assert.is((watcher.poll() as { error: Error }).error.message, "inner");
});

test("a failing scope that nobody waits for is reported", () => {
  const { go, run, unhandled } = stage();
  go(function* () {
    scope(() => {
      throw new Error("no");
    });
  });
  run();
  assert.equal(
    unhandled.map((error) => (error as Error).message),
    ["no"],
  );
});

test.run();
