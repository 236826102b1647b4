/** Hearing of the end of a task at once. */
import {
  counters,
  type EndWatcher,
  oneshot,
  reportFailure,
  sleep,
  type Task,
  type TaskOutcome,
  UnhandledTaskError,
  watchEnd,
} from "@mailslot/core";
import { isAwaited, unwatchEnd } from "@mailslot/core/engine";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

const failure = new Error("no");
function fail(): never {
  throw failure;
}

function watch(task: Task, log: unknown[], answer = false): void {
  watchEnd(task, {
    ended(outcome: TaskOutcome<unknown>, seen: boolean) {
      log.push([outcome, seen]);
      return answer;
    },
  });
}

test("watchers hear of the end in the instant it comes, in the order they came", () => {
  const { go, run } = stage();
  const log: unknown[] = [];
  const task = go(() => 1);
  watch(task, log);
  watch(task, log);
  assert.equal(log, []);
  run();
  const end = [{ status: "completed", value: 1 }, false];
  assert.equal(log, [end, end]);
});

test("a watcher that was taken back hears nothing, and the others do", () => {
  const { go, run } = stage();
  const log: string[] = [];
  const task = go(() => 1);
  const noting = (name: string): EndWatcher => ({ ended: () => log.push(name) < 0 });
  const [a, b, c] = [noting("a"), noting("b"), noting("c")];
  for (const each of [a, b, c]) watchEnd(task, each);
  for (const each of [b, b]) unwatchEnd(task, each);
  run();
  unwatchEnd(task, a);
  unwatchEnd(
    go(() => 2),
    a,
  );
  assert.equal(log, ["a", "c"]);
});

test("a watcher that takes others back in the instant of the end changes nothing", () => {
  const { go, run } = stage();
  const log: string[] = [];
  const task = go(() => 1);
  const last = { ended: () => log.push("last") < 0 };
  watchEnd(task, {
    ended() {
      unwatchEnd(task, last);
      return false;
    },
  });
  watchEnd(task, last);
  run();
  assert.equal(log, ["last"]);
});

test("a task is awaited while somebody waits for its end, and by no watcher", () => {
  const { go, run } = stage();
  const gate = oneshot<void>();
  const task = go(() => gate);
  watch(task, []);
  const joiner = go(() => task);
  const other = go(() => task.outcome());
  assert.not(isAwaited(task));
  run();
  assert.ok(isAwaited(task));
  joiner.cancel();
  run();
  assert.ok(isAwaited(task));
  other.cancel();
  run();
  assert.not(isAwaited(task));
});

test("any number of watchers hear of one end", () => {
  const { go, run } = stage();
  const log: unknown[] = [];
  const task = go(() => 1);
  for (let n = 0; n < 100_000; n++) watch(task, log);
  run();
  assert.is(log.length, 100_000);
});

test("a watcher of a task that has ended hears of it at once", () => {
  const { go, run } = stage();
  const log: unknown[] = [];
  const task = go(() => sleep(1000));
  task.cancel("why");
  run();
  watch(task, log);
  assert.equal(log, [[{ status: "cancelled", reason: "why" }, false]]);
});

test("a watcher learns whether somebody waited for the end", () => {
  const { go, run } = stage();
  const log: [unknown, boolean][] = [];
  const gate = oneshot<void>();
  const task = go(function* () {
    yield* gate;
    fail();
  });
  go(() => task.outcome());
  watch(task, log);
  run();
  gate.send();
  run();
  assert.is(log[0]?.[1], true);
});

test("a failure that only a watcher hears of is reported, unless the watcher answers for it", () => {
  const { go, run, unhandled } = stage();
  watch(go(fail), []);
  watch(go(fail), [], true);
  run();
  assert.equal(unhandled, [failure]);
});

test("a watcher that throws keeps neither the task from its end nor the others from hearing of it", () => {
  const { go, run, unhandled, scheduler } = stage();
  const log: unknown[] = [];
  const task = go(() => 1);
  watchEnd(task, {
    ended() {
      throw failure;
    },
  });
  watch(task, log);
  run();
  assert.is(log.length, 1);
  assert.is(counters(scheduler).live, 0);
  assert.is((unhandled[0] as UnhandledTaskError).cause, failure);
});

test("a failure can be reported for a task that has not failed itself", () => {
  const { go, run, unhandled } = stage();
  const task = go(function innocent() {});
  run();
  reportFailure(task, failure);
  run();
  const [error] = unhandled as [UnhandledTaskError];
  assert.instance(error, UnhandledTaskError);
  assert.is(error.cause, failure);
  assert.match(error.message, /task innocent .* no\./);
});

test.run();
