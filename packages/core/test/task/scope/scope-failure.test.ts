/** Scopes: the failures of their tasks, which cancel the others and are rethrown. */
import {
  channel,
  oneshot,
  type Source,
  type Steps,
  scope,
  sleep,
  suppressed,
  type TaskOutcome,
  yieldNow,
} from "@mailslot/core";
import { chooseNext } from "@mailslot/core/engine";
import { orderedStage, stage } from "@mailslot/test-support/stage";
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
  const { go, run } = orderedStage();
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

test("a failure that can hold no others leaves them to be reported, and is rethrown as it is", async () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const sly = new Proxy(new Error(), {
    get() {
      throw new Error("not to be read");
    },
  });
  for (const first of [undefined, "text", Symbol("s"), Object.freeze(new Error("frozen")), revoked.proxy, sly]) {
    const { go, run, unhandled } = orderedStage();
    const task = go(() =>
      scope(function* (tasks) {
        tasks.go(failsLater("second"));
        tasks.go(() => {
          throw first;
        });
        yield* channel<never>().recv();
      }),
    );
    const watcher = go(() => task.outcome());
    run();
    assert.ok(Object.is((watcher.poll() as { error: unknown }).error, first));
    assert.equal(
      unhandled.map((error) => ((error as Error).cause as Error).message),
      ["second"],
    );
  }
});

test("an error that several scopes rethrow keeps what each of them has attached", () => {
  const { go, run, unhandled } = orderedStage();
  const first = new Error("first");
  const task = go(() =>
    scope(function* (outer) {
      outer.go(failsLater("of the outer scope"));
      yield* scope(function* (inner) {
        inner.go(failsLater("of the inner scope"));
        inner.go(() => {
          throw first;
        });
        yield* channel<never>().recv();
      });
    }),
  );
  const watcher = go(() => task.outcome());
  run();
  assert.is((watcher.poll() as { error: unknown }).error, first);
  const texts = suppressed(first).map((error) => (error as Error).message);
  assert.equal(texts, ["of the inner scope", "of the outer scope"]);
  assert.equal(unhandled, []);
});

/** Fails in its clean-up. */
function failsLater(text: string): () => Steps<void> {
  return function* () {
    try {
      yield* channel<never>().recv();
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: this is the case under test
      throw new Error(text);
    }
  };
}

test("a scope fails when a scope within it fails, and its other tasks are cancelled", () => {
  const { go, run } = stage();
  const events: string[] = [];
  const begun = oneshot<void>();
  const task = go(() =>
    scope(function* outer(outerTasks) {
      outerTasks.go(function* () {
        begun.send();
        try {
          yield* channel<never>().recv();
        } finally {
          events.push("outer child closed");
        }
      });
      yield* scope(function* inner(innerTasks) {
        innerTasks.go(function* () {
          yield* begun;
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

test("a cancellation takes the place of no failure, wherever it comes", () => {
  const ends = new Set<string>();
  for (let at = 0; at < 40; at++) {
    const { go, run, scheduler } = stage("chosen", { budget: 1 }); // a task gives way before each operation
    let [choices, hasThrown] = [0, false];
    chooseNext(scheduler, () => {
      if (++choices === at) task.cancel();
      return 0;
    });
    const task = go(() =>
      scope(function* (tasks) {
        tasks.go(function* child() {
          try {
            yield* yieldNow();
          } finally {
            hasThrown = true;
            // biome-ignore lint/correctness/noUnsafeFinally: a clean-up that fails is what the test is about
            throw new Error("clean-up");
          }
        });
        yield* yieldNow();
      }),
    );
    const end = task.outcome() as Source<TaskOutcome<void>>;
    run();
    const { status } = end.poll() as TaskOutcome<void>;
    assert.is(status === "failed", hasThrown, `cancelled at choice ${at}, the task has ${status}`);
    ends.add(status);
  }
  assert.equal([...ends].sort(), ["cancelled", "failed"]);
});

test.run();
