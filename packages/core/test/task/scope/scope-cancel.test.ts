/** Scopes that are cancelled: nothing of them outlives them, and no failure of theirs vanishes. */
import { type Scope, type Steps, scope, sleep, suppressed, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const scopes = suite("cancelled scopes");

scopes("one that is aborted before its owner has run ends after its children", () => {
  const own = stage();
  const control = new AbortController();
  let cleanedUpAt = -1;
  let endedAt = -1;
  own.go(function* () {
    const children = scope(
      function* () {
        control.abort("now");
        try {
          yield* sleep(99);
        } finally {
          yield* sleep(10);
          cleanedUpAt = own.loop.now();
        }
      },
      { signal: control.signal },
    );
    try {
      yield* children;
    } catch {
      endedAt = own.loop.now();
    }
  });
  own.run();
  own.loop.advance(200);
  assert.equal([cleanedUpAt, endedAt], [10, 10]);
});

function* failingCleanUp(): Steps<void> {
  try {
    yield* sleep(99);
  } finally {
    yield* sleep(5);
    // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
    throw new Error("clean-up failed");
  }
}

scopes("a failure in a child's clean-up is that of the task which was cancelled at the scope", () => {
  const own = stage();
  const task = own.go(function* () {
    yield* scope(function* (children) {
      children.go(failingCleanUp);
      yield* sleep(99);
    });
  });
  own.run();
  task.cancel("enough");
  own.run();
  own.loop.advance(10);
  const outcome = task.outcome().poll();
  assert.is((outcome as { status: string }).status, "failed");
  assert.is((outcome as { error: Error }).error.message, "clean-up failed");
});

scopes("and is reported when a time limit has given the scope up", async () => {
  const own = stage();
  const task = own.go(() =>
    rejection(
      timeout(
        scope(function* (children) {
          children.go(failingCleanUp);
          yield* sleep(99);
        }),
        3,
      ),
    ),
  );
  await own.loop.settle();
  own.loop.advance(20);
  await own.loop.settle();
  assert.is((task.poll() as { code?: string }).code, "ERR_MAILSLOT_TIMEOUT");
  assert.equal(
    own.unhandled.map((error) => (error as Error).message),
    ["clean-up failed"],
  );
});

scopes("a task started through a scope that is cancelled is cancelled", () => {
  const own = stage();
  let started = false;
  let status = "";
  const task = own.go(function* () {
    yield* scope(function* (children) {
      try {
        yield* sleep(99);
      } finally {
        const late = children.go(function* () {
          started = true;
          yield* sleep(1e9);
        });
        yield* late.outcome();
        status = late.status;
      }
    });
  });
  own.run();
  task.cancel();
  own.run();
  assert.equal([started, status, task.status], [false, "cancelled", "cancelled"]);
});

scopes("a task started from a callback runs where the scope does", () => {
  const own = stage();
  let handle: Scope | null = null;
  own.go(() =>
    scope(function* (children) {
      handle = children;
      yield* sleep(10);
    }),
  );
  own.run();
  let ranAt = -1;
  own.loop.startTimer(5, () =>
    handle?.go(function* () {
      yield* sleep(1);
      ranAt = own.loop.now();
    }),
  );
  own.loop.advance(20);
  assert.is(ranAt, 6);
});

scopes("a time limit made outside tasks goes by the clock of the task that waits", async () => {
  const own = stage();
  own.loop.advance(1000);
  const never = timeout(
    own.go(() => sleep(1e6)),
    50,
  );
  const direct = own.go(function* () {
    try {
      return yield* never;
    } catch {
      return own.loop.now();
    }
  });
  own.run();
  own.loop.advance(49);
  assert.is(direct.status, "waiting");
  own.loop.advance(1);
  assert.is(direct.poll(), 1050);
});

scopes("of many failures the first is thrown, with the others attached, each once", () => {
  const own = orderedStage();
  const same = new Error("same");
  const task = own.go(() =>
    scope(function* (children) {
      for (let n = 0; n < 5; n++) {
        children.go(function* () {
          yield* sleep(1);
          throw n % 2 === 0 ? same : new Error(`number ${n}`);
        });
      }
    }),
  );
  own.run();
  own.loop.advance(1);
  const error = thrown(() => task.poll());
  assert.is(error, same);
  assert.equal(
    suppressed(error).map((each) => (each as Error).message),
    ["number 1", "number 3"],
  );
});

scopes("a scope of what is no function is refused", () => {
  assert.match(thrown(() => scope(7 as never)).message, /the body given to scope\(\) is 7: give a function/);
});

scopes.run();
