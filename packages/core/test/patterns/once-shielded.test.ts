/** once, shielded, withPermit and withLocal: bodies that run once, to their end, with a permit, with a value. */
import {
  CancelledError,
  channel,
  go,
  once,
  oneshot,
  type Steps,
  semaphore,
  shielded,
  sleep,
  taskLocal,
  timeout,
  withLocal,
  withPermit,
} from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const bodies = suite("once, shielded, withPermit and withLocal");

bodies("once runs its body for the first caller, and gives all the same result", async () => {
  const own = stage();
  let runs = 0;
  const load = once(function* load() {
    yield* sleep(5);
    return ++runs;
  });
  const tasks = [own.go(load), own.go(load)];
  own.run();
  own.loop.advance(5);
  tasks.push(own.go(load));
  own.run();
  assert.equal(await Promise.all(tasks), [1, 1, 1]);
});

bodies("a failure of once reaches those who wait, and the next caller tries again", async () => {
  let runs = 0;
  const load = once(async () => {
    if (++runs === 1) throw new Error("not yet");
    return "loaded";
  });
  const first = await Promise.allSettled([load(), load()]);
  assert.equal(
    first.map((end) => end.status),
    ["rejected", "rejected"],
  );
  assert.equal([await load(), await load(), runs], ["loaded", "loaded", 2]);
});

bodies("a caller that gives up does not take once away from the others", async () => {
  const own = stage();
  const load = once(() => sleep(5));
  const impatient = own.go(() => timeout(load(), 1));
  const patient = own.go(load);
  own.run();
  own.loop.advance(10);
  assert.equal([impatient.status, patient.status], ["failed", "completed"]);
});

bodies("once that calls itself is told so, instead of waiting for ever", async () => {
  const load: () => ReturnType<typeof sleep> = once(function* again(): Steps<void> {
    yield* load();
  });
  const error = await rejection(load());
  assert.is(error.code, "ERR_MAILSLOT_DEADLOCK");
  assert.match(error.message, /^again, which runs once, calls itself/);
});

bodies("a shielded region ends, and its result is had, before a cancellation is thrown", () => {
  const own = stage();
  const seen: unknown[] = [];
  const task = own.go(function* () {
    const value = yield* shielded(function* () {
      yield* sleep(5);
      return "committed";
    });
    seen.push(value);
    try {
      yield* sleep(1);
    } catch (error) {
      seen.push(error instanceof CancelledError && error.cause, own.loop.now());
      throw error;
    } finally {
      yield* sleep(1); // clean-up may wait
      seen.push("cleaned up");
    }
  });
  own.run();
  task.cancel("enough");
  own.run();
  assert.is(task.status, "waiting");
  own.loop.advance(10);
  assert.equal(seen, ["committed", "enough", 5, "cleaned up"]);
  assert.is(task.status, "cancelled");
});

bodies("a shielded region that is the last of a body leaves it cancelled only if it waits again", async () => {
  const own = stage();
  const task = own.go(() =>
    shielded(function* () {
      yield* sleep(5);
      return 7;
    }),
  );
  own.run();
  task.cancel();
  own.loop.advance(10);
  assert.equal([task.status, await task], ["completed", 7]);
});

bodies("a shielded region that fails throws its failure, cancelled or not", async () => {
  for (const isCancelled of [false, true]) {
    const own = stage();
    const task = own.go(() =>
      shielded(function* () {
        yield* sleep(5);
        throw new Error("no commit");
      }),
    );
    own.run();
    if (isCancelled) task.cancel();
    own.loop.advance(10);
    assert.is(own.unhandled.length, 1); // of the task, not of the region as well
    assert.is((await rejection(task)).message, "no commit");
  }
});

bodies("within clean-up a shielded region is a wait like others, and a second cancellation changes nothing", () => {
  const own = stage();
  const seen: string[] = [];
  const task = own.go(function* () {
    try {
      yield* sleep(60_000);
    } finally {
      yield* shielded(() => sleep(5));
      seen.push("flushed");
    }
  });
  own.run();
  task.cancel();
  task.cancel();
  own.run();
  task.cancel();
  own.loop.advance(10);
  assert.equal([seen, task.status], [["flushed"], "cancelled"]);
});

bodies("a task cancelled before it begins a shielded region does not enter it", () => {
  const own = stage();
  let entered = false;
  const task = own.go(function* () {
    yield* sleep(1);
    yield* shielded(() => void (entered = true));
  });
  own.run();
  task.cancel();
  own.loop.advance(5);
  assert.equal([entered, task.status], [false, "cancelled"]);
});

bodies("withPermit holds its permit until the clean-up of a cancelled body has ended", () => {
  const own = stage();
  const limit = semaphore(1);
  const free: number[] = [];
  const task = own.go(() =>
    withPermit(limit, function* () {
      try {
        yield* sleep(60_000);
      } finally {
        yield* sleep(5);
        free.push(limit.available);
      }
    }),
  );
  own.run();
  task.cancel();
  own.run();
  assert.is(limit.available, 0);
  own.loop.advance(10);
  assert.equal([free, limit.available, task.status], [[0], 1, "cancelled"]);
});

bodies(
  "withPermit gives its permits back however the body ends, and leaves the queue when it is given up",
  async () => {
    const own = stage();
    const limit = semaphore(2);
    assert.is(await withPermit(limit, () => "plain"), "plain");
    assert.is(await withPermit(limit, async () => "async", { permits: 2 }), "async");
    assert.is((await rejection(withPermit(limit, () => Promise.reject(new Error("no"))))).message, "no");
    assert.is(limit.available, 2);
    const held = limit.tryAcquire(2);
    const gate = oneshot<void>();
    const waiting = own.go(() => withPermit(limit, () => gate));
    own.run();
    waiting.cancel();
    own.run();
    held?.release();
    assert.equal([waiting.status, limit.available], ["cancelled", 2]);
  },
);

bodies("withLocal gives the body and its children the value, and leaves the caller's as it is", async () => {
  const user = taskLocal("user", "nobody");
  const seen = await go(function* () {
    user.set("Ann");
    const inside = yield* withLocal(user, "Bob", function* () {
      const child = yield* go(() => user.get());
      return [user.get(), child];
    });
    return [...inside, user.get()];
  });
  assert.equal(seen, ["Bob", "Bob", "Ann"]);
  assert.is(await withLocal(user, "Eve", (task) => Promise.resolve().then(() => user.get(task))), "Eve");
});

bodies("wrong arguments are refused", () => {
  const limit = semaphore(1);
  const wrong: [() => unknown, RegExp][] = [
    [() => once(5 as never), /the body given to once\(\) is 5/],
    [() => shielded(undefined as never).next(), /the body given to shielded\(\) is undefined/],
    [() => withPermit(channel() as never, () => 1), /the semaphore given to withPermit\(\) is/],
    [() => withPermit(limit, null as never), /the body given to withPermit\(\) is null/],
    [() => withPermit(limit, () => 1, { permits: 2 }), /the number of permits to acquire is 2/],
    [() => withLocal({} as never, 1, () => 1), /the task-local given to withLocal\(\) is/],
    [() => withLocal(taskLocal("x", 0), 1, "body" as never), /the body given to withLocal\(\) is "body"/],
  ];
  for (const [call, text] of wrong) assert.match(thrown(call).message, text);
});

for (const fails of [false, true]) {
  bodies(
    `the ${fails ? "failure" : "result"} of a region counts that ends after a cancellation, before its task runs`,
    () => {
      const own = stage();
      const gate = oneshot<void>();
      const seen: string[] = [];
      const task = own.go(function* () {
        try {
          return yield* shielded(function* () {
            yield* gate;
            if (fails) throw new Error("not paid");
            seen.push("paid");
            return "receipt";
          });
        } catch (error) {
          seen.push((error as Error).message);
        }
        return "none";
      });
      own.run();
      gate.send(); // the region may go on
      task.cancel();
      own.run();
      assert.equal(seen, [fails ? "not paid" : "paid"]);
      if (!fails) assert.is(task.poll(), "receipt");
    },
  );
}

bodies.run();
