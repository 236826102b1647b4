/** Schedulers side by side, turns within turns, and policies. */
import {
  channel,
  counters,
  createScheduler,
  currentScheduler,
  currentTask,
  defaultPolicy,
  defaultScheduler,
  go,
  ManualEventLoop,
  sleep,
  yieldNow,
} from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("each scheduler runs its own tasks, when its own loop says so", () => {
  const [one, two] = [stage("one"), stage("two")];
  const events: string[] = [];
  one.go(() => void events.push(currentScheduler().name));
  two.go(() => void events.push(currentScheduler().name));
  two.run();
  assert.equal(events, ["two"]);
  one.run();
  assert.equal(events, ["two", "one"]);
});

test("go within a task starts on the scheduler of that task, or on the one it is given", () => {
  const [one, two] = [stage("one"), stage("two")];
  const names: string[] = [];
  one.go(() => {
    go(() => void names.push(currentScheduler().name));
    go(() => void names.push(currentScheduler().name), { scheduler: two.scheduler });
  });
  one.run();
  two.run();
  assert.equal(names, ["one", "two"]);
});

test("outside every task the default scheduler is the current one, and there is one of it", () => {
  assert.is(currentScheduler(), defaultScheduler());
  assert.is(defaultScheduler().name, "main");
  assert.equal(defaultScheduler().policy, defaultPolicy);
});

test("a task of one scheduler joins a task of another", () => {
  const [one, two] = [stage("one"), stage("two")];
  const child = two.go(() => 5);
  const parent = one.go(() => child);
  one.run();
  two.run();
  assert.is(parent.status, "runnable");
  one.run();
  assert.is(parent.poll(), 5);
});

test("a task may drive the loop of another scheduler: the turn within its tick leaves it the running one", () => {
  const outer = stage("outer");
  const inner = stage("inner");
  const names: (string | undefined)[] = [];
  const note = (): void => void names.push(currentTask()?.name);
  outer.go(function* driver() {
    note();
    inner.go(note, { name: "driven" });
    inner.run();
    note();
    yield* yieldNow();
    note();
  });
  outer.run();
  assert.equal(names, ["driver", "driven", "driver", "driver"]);
});

test("a turn within a tick leaves that tick its budget", () => {
  const outer = stage("outer", { budget: 10 });
  const inner = stage("inner");
  const messages = channel<number>();
  for (let n = 0; n < 100; n++) messages.send(n);
  outer.go(function* () {
    for (let n = 0; n < 8; n++) yield* messages.recv();
    inner.go(() => 1);
    inner.run();
    for (let n = 0; n < 3; n++) yield* messages.recv();
  });
  outer.run();
  assert.is(counters(outer.scheduler).forcedYields, 1);
});

test("a task that drives its own scheduler's loop gets no turn within its tick, and nothing is lost", () => {
  const { go, loop, run } = stage();
  const events: string[] = [];
  go(() => {
    go(() => void events.push("later"));
    loop.run();
    events.push("first");
  });
  run();
  assert.equal(events, ["first", "later"]);
});

test("a wait on the clock of another scheduler is refused, naming both, and the task may go on", () => {
  const [one, two] = [stage("one"), stage("two")];
  const made = one.go(() => [sleep(10)] as const);
  one.run();
  const [nap] = made.poll() as readonly [ReturnType<typeof sleep>];
  const task = two.go(function* () {
    const errors: string[] = [];
    try {
      yield* nap;
    } catch (error) {
      errors.push((error as { code: string }).code, (error as Error).message);
    }
    yield* yieldNow();
    yield* sleep(1);
    return errors;
  });
  two.run();
  two.loop.advance(1);
  const [code, message] = task.poll() as string[];
  assert.is(code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  assert.is(
    message,
    'sleep until 10.0 ms is waited for in scheduler "one" and now in "two": ' +
      "pass the value on through a channel, or await it",
  );
});

test("a channel on which tasks of two schedulers wait is refused, and the task that is refused can be cancelled", () => {
  const [one, two] = [stage("one"), stage("two")];
  const messages = channel<number>({ name: "jobs" });
  one.go(() => messages.recv());
  one.run();
  const task = two.go(function* () {
    try {
      yield* messages.recv();
    } catch (error) {
      assert.match((error as Error).message, 'recv on channel jobs is waited for in scheduler "one" and now in "two"');
    }
    yield* channel<never>().recv();
  });
  two.run();
  assert.is(task.status, "waiting");
  task.cancel();
  two.run();
  assert.is(task.status, "cancelled");
});

test("a policy is completed from the defaults, and used", () => {
  const { policy } = createScheduler({ policy: { slotCap: 7 } });
  assert.equal(policy, { ...defaultPolicy, slotCap: 7 });
});

for (const [policy, complaint] of [
  [{ slotCap: 0 }, "policy.slotCap is 0: give a whole number above 0"],
  [{ budget: 1.5 }, "policy.budget is 1.5: give a whole number above 0"],
  [{ ioCap: "16" }, 'policy.ioCap is "16": give a whole number above 0'],
  [{ clockInterval: Number.NaN }, "policy.clockInterval is NaN: give a whole number above 0"],
  [{ queueSlots: 256 }, "policy.queueSlots is 256: give settings that exist, see Policy"],
  [{ burst: -1 }, "policy.burst is -1: give a number of milliseconds above 0"],
  [{ slice: undefined }, "policy.slice is undefined: give a number of milliseconds above 0"],
  [{ slotcap: 3 }, "policy.slotcap is 3: give settings that exist, see Policy"],
] as const) {
  test(`a policy of ${Object.entries(policy)} is refused`, () => {
    const error = thrown(() => createScheduler({ policy: policy as never }));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.is(error.message, complaint);
  });
}

test("two schedulers over the host's loop run side by side, and promises see both", async () => {
  const [one, two] = [createScheduler({ name: "one" }), createScheduler({ name: "two" })];
  const there = channel<string>();
  const first = one.go(function* () {
    yield* sleep(1);
    there.send("from one");
  });
  const second = two.go(() => there.recv());
  assert.is(await second, "from one");
  await first;
  const error = await rejection(
    two.go(() => {
      throw new Error("no");
    }),
  );
  assert.is(error.message, "no");
});

test("a scheduler over the loop of another runs under the same clock", () => {
  const loop = new ManualEventLoop();
  const [one, two] = [createScheduler({ loop }), createScheduler({ loop })];
  const tasks = [one.go(() => sleep(5)), two.go(() => sleep(5))];
  loop.advance(5);
  assert.equal(
    tasks.map(({ status }) => status),
    ["completed", "completed"],
  );
});

test.run();
