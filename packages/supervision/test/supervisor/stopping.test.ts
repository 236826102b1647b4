/** Stopping a child: a signal, patience, then a kill. */
import { defineActor, spawn } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import { exit, type Supervisor, supervisionReports, supervisor, unlink } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, never, scene, Worker } from "../stage.js";

const test = suite("stopping");

test("a child that does not end within its shutdown is killed; a brutal kill does not ask", () => {
  const Stuck = defineActor("stuck", {
    state: (log: string[], id: string) => ({ log, id }),
    receive: {},
    *stopped(ctx, reason) {
      ctx.state.log.push(`-${ctx.state.id} ${String(reason)}`);
      yield* never();
    },
  });
  const on = scene();
  const stuck = (id: string, shutdown: number | "brutal-kill") => ({
    id,
    start: () => spawn(Stuck, on.log, id),
    shutdown,
  });
  const sup = on.start({ children: [stuck("a", 100), stuck("b", "brutal-kill"), stuck("c", 1_000)] });
  const stopped = sup.stop();
  on.run();
  assert.is(on.news(), "-c shutdown");
  on.loop.advance(999);
  assert.is(on.news(), "");
  on.loop.advance(1);
  assert.is(on.news(), "-b killed, -a shutdown");
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a task that traps or ignores its shutdown is killed in time", () => {
  const on = scene();
  const stubborn = () =>
    on.scheduler.go(function* () {
      try {
        yield* never();
      } finally {
        yield* never();
      }
    }) as Task;
  const sup = on.start({ children: [{ id: "a", start: stubborn, shutdown: 100 }, on.spec("b")] });
  const stopped = sup.stop();
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a child that unlinks itself neither leaves its supervisor nor hangs a shutdown", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b")] });
  unlink(sup, on.worker(sup, "a"));
  on.crash(sup, "a");
  assert.is(on.worker(sup, "a").alive, true);
  unlink(sup, on.worker(sup, "a"));
  assert.is(on.now(sup.stop()), "shutdown");
});

test("the children of a supervisor that was killed end with it", () => {
  const on = scene();
  const inner = () => supervisor({ children: [on.spec("a")] });
  const sup = on.start({ children: [{ id: "inner", start: inner }, on.spec("b")] });
  on.news();
  exit(sup, "kill");
  on.run();
  assert.is(on.news().split(", ").sort().join(", "), "-a shutdown, -b killed");
});

test("a supervisor ignores the exit signals of others than its own supervisor", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  exit(sup, "broken");
  on.run();
  assert.is(sup.alive, true);
});

test("a supervisor is stopped while the start of a child hangs, and stops the others in reverse", () => {
  const hangs: (() => never)[] = [() => never() as never, () => new Promise(() => {}) as never];
  for (const hang of hangs) {
    const on = scene();
    let starts = 0;
    const start = () => (starts++ === 0 ? spawn(Worker, on.log, "c") : hang());
    const sup = on.start({ children: [on.spec("a"), on.spec("b"), { id: "c", start }] });
    on.crash(sup, "c");
    on.news();
    assert.is(on.now(sup.stop("shutdown")), "shutdown");
    assert.is(on.news(), "-b shutdown, -a shutdown");
    assert.equal(on.unhandled, []);
  }
});

test("a child whose start hangs on request is given up when its supervisor is stopped", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const added = sup.startChild({ id: "b", start: () => never() as never });
  const waits = on.scheduler.go(() => added);
  on.run();
  assert.is(on.now(sup.stop()), "shutdown");
  assert.is(
    code(() => waits.poll()),
    "ERR_MAILSLOT_NO_SUPERVISOR",
  );
});

test("the result of a start that was given up is not lost: a child is stopped, a failure reported", async () => {
  const on = scene();
  const reports = supervisionReports();
  let reject = (_error: Error): void => {};
  const start = () =>
    new Promise<null>((_resolve, fail) => {
      reject = fail;
    });
  const sup = on.start({});
  sup.startChild({ id: "late", start });
  on.run();
  sup.stop();
  on.run();
  reject(crash);
  await on.loop.settle();
  const { event, child, reason } = on.now(reports.recv());
  assert.equal([event, child, reason], ["did not start", "late", crash]);
});

test("a child that is being stopped when its supervisor is stopped too gets no more time than its shutdown", () => {
  const Slow = defineActor("slow", {
    receive: {},
    *stopped() {
      yield* never();
    },
  });
  const on = scene();
  const inner = () => supervisor({ children: [{ id: "slow", start: () => spawn(Slow), shutdown: 1_000 }] });
  const sup = on.start({ children: [{ id: "inner", start: inner }] });
  (sup.child("inner") as Supervisor).terminateChild("slow");
  on.loop.advance(600);
  const stopped = sup.stop();
  on.loop.advance(400);
  assert.is(on.now(stopped), "shutdown");
});

test("a child that fails while it is stopped is in the reports", () => {
  const Clumsy = defineActor("clumsy", {
    receive: {},
    stopped() {
      throw crash;
    },
  });
  const on = scene();
  const reports = supervisionReports();
  const sup = on.start({ children: [{ id: "a", start: () => spawn(Clumsy) }, on.spec("b")] });
  assert.is(on.now(sup.stop()), "shutdown");
  const { event, child, reason } = on.now(reports.recv());
  assert.equal([event, child, reason], ["ended", "a", crash]);
  assert.equal(on.unhandled, []);
});

test.run();
