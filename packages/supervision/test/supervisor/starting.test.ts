/** Starting: in order, one after the other; a child that does not start stops those before it. */
import { type AnyRef, isRef, spawn } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, never, scene, Worker } from "../stage.js";

const test = suite("starting");

test("children start in order, and stop in reverse", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b"), on.spec("c")] });
  assert.is(on.news(), "+a, +b, +c");
  assert.is(on.now(sup.stop()), "shutdown");
  assert.is(on.news(), "-c shutdown, -b shutdown, -a shutdown");
  assert.equal(on.unhandled, []);
});

test("a child may be a ref, a task, a supervisor, a promise, an operation or steps that give it, or none", async () => {
  const on = scene();
  const start = supervisor({
    scheduler: on.scheduler,
    children: [
      on.spec("ref"),
      { id: "task", start: () => on.scheduler.go(() => new Promise(() => {})) as Task },
      { id: "supervisor", start: () => supervisor({ children: [on.spec("inner")] }) },
      { id: "promise", start: async () => spawn(Worker, on.log, "promise") },
      {
        id: "steps",
        *start() {
          yield* on.scheduler.go(() => on.log.push("waited"));
          return spawn(Worker, on.log, "steps");
        },
      },
      { id: "none", start: () => null },
    ],
  });
  await on.loop.settle();
  const sup = await start;
  assert.is(on.news(), "+ref, +inner, +promise, waited, +steps");
  assert.equal(on.now(sup.countChildren()), { specs: 6, active: 5, supervisors: 1, workers: 5 });
  assert.is(isRef(sup.child("promise")), true);
  (sup.child("steps") as Worker).tell.end("normal");
  assert.is(
    code(() => sup.child("none")),
    "ERR_MAILSLOT_CHILD_NOT_RUNNING",
  );
});

test("a supervisor works under await, and under await using", async () => {
  const log: string[] = [];
  const spec = { id: "a", start: () => spawn(Worker, log, "a") };
  {
    await using sup = await supervisor({ children: [spec] });
    assert.is(await sup.child("a").ask.count(), 1);
  }
  assert.equal(log, ["+a", "-a shutdown"]);
});

test("a child that does not start stops those before it in reverse, and fails the supervisor", () => {
  const on = scene();
  const sup = supervisor({
    scheduler: on.scheduler,
    children: [
      on.spec("a"),
      on.spec("b"),
      on.spec("c", {
        start() {
          throw crash;
        },
      }),
      on.spec("d"),
    ],
  });
  on.scheduler
    .go(() => sup)
    .outcome()
    .poll();
  on.run();
  assert.is(on.news(), "+a, +b, -b shutdown, -a shutdown");
  assert.throws(
    () => sup.poll(),
    (error: Error & { code: string }) =>
      error.code === "ERR_MAILSLOT_CHILD_START" && error.cause === crash && /child "c" .* crash/.test(error.message),
  );
});

test("a supervisor that does not start, and that nobody waits for, is reported", () => {
  const on = scene();
  const start = () => {
    throw crash;
  };
  supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] });
  on.run();
  assert.is(on.unhandled.length, 1);
  assert.is((on.unhandled[0] as Error).cause, crash);
});

test("who gives up waiting for a supervisor stops it", () => {
  const on = scene();
  const task = on.scheduler.go(function* () {
    yield* supervisor({
      children: [
        on.spec("a"),
        {
          id: "b",
          *start() {
            yield* never();
            return null;
          },
        },
      ],
    });
  });
  on.run();
  task.cancel();
  on.run();
  assert.is(task.status, "cancelled");
  assert.is(on.news(), "+a, -a shutdown");
});

test("a promise of a child that comes too late is stopped again", async () => {
  const on = scene();
  let arrive = (_ref: AnyRef): void => {};
  const late = new Promise<AnyRef>((resolve) => {
    arrive = resolve;
  });
  const start = supervisor({ scheduler: on.scheduler, children: [{ id: "late", start: () => late }] });
  const waiting = on.scheduler.go(() => start);
  on.run();
  waiting.cancel();
  on.run();
  const ref = on.puppet("actor").who as AnyRef;
  arrive(ref);
  await on.loop.settle();
  assert.is(ref.alive, false);
});

test.run();
