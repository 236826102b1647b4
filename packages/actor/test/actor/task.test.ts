/** The task that an actor is: awaited, cancelled, watched. */
import { deadLetters, defineActor, exitOf, isRef, kill, stop, taskOf } from "@mailslot/actor";
import { currentTask, dump, sleep, type TaskOutcome, watchEnd } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Worker = defineActor("worker", {
  receive: {
    *work() {
      yield* sleep(10);
      return "done";
    },
    hello: () => "hello",
    me: () => currentTask(),
  },
});

test("the task of an actor can be awaited, and completes with the exit reason", async () => {
  const { spawn, loop } = stage();
  const worker = spawn(Worker);
  let reason: unknown = "none";
  void taskOf(worker).then((value) => (reason = value));
  await loop.settle();
  assert.is(reason, "none");
  stop(worker, { shutdown: "enough" });
  await loop.settle();
  assert.equal(reason, { shutdown: "enough" });
});

test("the task of an actor that fails fails, and awaiting it has seen that", async () => {
  const { spawn, loop, unhandled } = stage();
  const Broken = defineActor("broken", {
    receive: {
      fail() {
        throw new Error("broken");
      },
    },
  });
  const broken = spawn(Broken);
  let error: unknown = null;
  taskOf(broken).then(undefined, (thrown) => (error = thrown));
  broken.tell.fail();
  await loop.settle();
  assert.is((error as Error).message, "broken");
  assert.equal(unhandled, []);
});

test("cancelling the task of an actor terminates it, and disturbs no handler", () => {
  const { spawn, go, run } = stage();
  const idle = spawn(Worker);
  const exit = go(() => exitOf(idle));
  taskOf(idle).cancel("why not");
  run();
  assert.equal(exit.poll(), { shutdown: "why not" });
  const busy = spawn(Worker);
  const ended = go(() => exitOf(busy));
  busy.tell.work();
  run();
  taskOf(busy).cancel();
  run();
  assert.is(ended.poll(), "shutdown");
});

test("an actor that was cancelled through its task knows that it runs", () => {
  const { spawn, go, run } = stage();
  const letters = deadLetters();
  const Killer = defineActor("killer", {
    receive: {
      *work(ctx) {
        try {
          yield* sleep(10);
        } finally {
          assert.is(taskOf(ctx.self).status, "running");
          assert.is(ctx.self, currentTask());
          kill(ctx.self);
        }
      },
      hello: () => "hello",
    },
  });
  const killer = spawn(Killer);
  const exit = go(() => exitOf(killer));
  killer.tell.work();
  run();
  taskOf(killer).cancel();
  run();
  assert.is(exit.poll(), "killed");
  killer.tell.hello();
  run();
  assert.is((letters.tryRecv() as { message: string }).message, "hello");
});

test("await gives a ref back unchanged", async () => {
  const { spawn, loop } = stage();
  const worker = spawn(Worker);
  assert.is(await worker, worker);
  assert.is(isRef(worker), true);
  await loop.settle();
});

test("the end of the task can be watched; it has the name that dumps list", () => {
  const { spawn, run, scheduler } = stage();
  const worker = spawn(Worker);
  const task = taskOf(worker);
  assert.is(task.name, dump(scheduler)[0]?.name);
  const ends: TaskOutcome<unknown>[] = [];
  watchEnd(task, { ended: (outcome) => ends.push(outcome) > 0 });
  stop(worker);
  run();
  assert.equal(ends, [{ status: "completed", value: "shutdown" }]);
  assert.is(task.status, "completed");
});

test.run();
