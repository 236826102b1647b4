/** Where a task stands, and how it ended. */
import { channel, currentTask, go, type Task, yieldNow } from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a task is runnable, running, waiting and completed in turn", () => {
  const { go, run } = stage();
  const gate = channel<void>();
  const seen: string[] = [];
  const task: Task = go(function* () {
    seen.push(task.status);
    yield* gate.recv();
    seen.push(task.status);
  });
  seen.push(task.status);
  run();
  seen.push(task.status);
  gate.send();
  seen.push(task.status);
  run();
  seen.push(task.status);
  assert.equal(seen, ["runnable", "running", "waiting", "runnable", "running", "completed"]);
});

test("a task that gives way is runnable", () => {
  const { go, run } = orderedStage();
  const yielding = go(function* () {
    yield* yieldNow();
  });
  const seen = go(() => yielding.status);
  run();
  assert.is(seen.poll(), "runnable");
});

test("an async body waits from its first await on", () => {
  const { go, run } = stage();
  const task = go(() => new Promise<never>(() => {}));
  run();
  assert.is(task.status, "waiting");
});

test("the outcome tells a completed, a failed and a cancelled task apart, and never throws", () => {
  const { go, run } = stage();
  const failure = new Error("no");
  const completed = go(() => 1).outcome();
  const failed = go(() => {
    throw failure;
  }).outcome();
  const task = go(() => channel<never>().recv());
  const cancelled = task.outcome();
  const all = go(function* () {
    return [yield* completed, yield* failed, yield* cancelled];
  });
  run();
  task.cancel();
  run();
  const [one, two, three] = all.poll() as { status: string; error: unknown }[];
  assert.equal(one, { status: "completed", value: 1 });
  assert.equal(two, { status: "failed", error: failure });
  assert.is(three?.status, "cancelled");
});

test("a wait for an outcome can be given up", () => {
  const { go, run } = stage();
  const gate = channel<number>();
  const task = go(() => gate.recv());
  const watcher = go(() => task.outcome());
  run();
  watcher.cancel();
  run();
  assert.is(watcher.status, "cancelled");
  gate.send(1);
  run();
  assert.is(task.status, "completed");
});

test("the current task is the one whose tick it is, and null outside", () => {
  const { go, run } = stage();
  const seen: (Task | null)[] = [currentTask()];
  const task = go(() => void seen.push(currentTask()));
  run();
  seen.push(currentTask());
  assert.equal(seen, [null, task, null]);
});

test("after its first await, an async body has no current task but the one it was given", async () => {
  const seen: unknown[] = [];
  const task = go(async (self) => {
    seen.push(currentTask() === self);
    await null;
    seen.push(currentTask());
  });
  await task;
  assert.equal(seen, [true, null]);
});

test("a body whose name cannot be read, or is not text, has a task that ends like others and disturbs none", () => {
  const named = (name: PropertyDescriptor, body: () => unknown): (() => unknown) =>
    Object.defineProperty(body, "name", name);
  const fails = (): never => {
    throw new Error("no");
  };
  const { proxy, revoke } = Proxy.revocable(() => 1, {});
  revoke();
  const bodies = [
    proxy,
    ...[fails, () => 1, async () => 1].flatMap((body) => [
      named({ get: fails }, () => body()),
      named({ value: Symbol("odd") }, () => body()),
      named({ value: Object.create(null) }, () => body()),
    ]),
  ];
  for (const body of bodies) {
    const { go, run, unhandled, left } = stage();
    const task = go(body);
    const other = go(() => "served");
    assert.type(String(task.name), "string");
    run();
    assert.is(other.poll(), "served");
    assert.type(task.name, "string");
    task.cancel();
    assert.ok(unhandled.every((error) => typeof (error as Error).message === "string"));
    assert.ok(left().tasks.length <= 1);
  }
});

test.run();
