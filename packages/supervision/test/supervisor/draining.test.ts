/** What children finish before they are stopped, and for how long. */
import { defineActor, spawn } from "@mailslot/actor";
import { sleep, type Task } from "@mailslot/core";
import { type ChildShutdown, dynamicSupervisor, supervisionReports, supervisor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, never, orderedScene, scene } from "../stage.js";

const test = suite("draining");

const Job = defineActor("job", {
  state: (log: string[], id: string) => ({ log, id }),
  interleave: ["beside"],
  receive: {
    *work(ctx, ms: number) {
      yield* work(ctx.state, ms);
      return ms;
    },
    *beside(ctx, ms: number) {
      yield* work(ctx.state, ms);
      return ms;
    },
  },
  stopped: (ctx, reason) => void ctx.state.log.push(`-${ctx.state.id} ${String(reason)}`),
});

function* work({ log, id }: { readonly log: string[]; readonly id: string }, ms: number) {
  let end = "gives up";
  try {
    yield* sleep(ms);
    end = "has done";
  } finally {
    log.push(`${id} ${end} ${ms}`);
  }
}

function staged(shutdown?: ChildShutdown, on = scene()) {
  const more = shutdown === undefined ? {} : { shutdown };
  const sup = on.now(
    supervisor({ scheduler: on.scheduler, children: [{ id: "a", start: () => spawn(Job, on.log, "a"), ...more }] }),
  );
  return { on, sup, job: sup.child("a") };
}

test("a child that is stopped finishes the message that it handles, and hands back what waits", () => {
  for (const message of ["work", "beside"] as const) {
    const { on, sup, job } = staged();
    const asked = on.scheduler.go(() => job.ask[message](100));
    on.run();
    const waits = on.scheduler.go(function* () {
      try {
        yield* job.ask.work(50);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return "handled";
    });
    on.run();
    const stopped = sup.stop();
    on.loop.advance(100);
    assert.is(on.now(asked), 100);
    on.loop.advance(50);
    assert.is(on.now(waits), message === "work" ? "ERR_MAILSLOT_NO_ACTOR" : "handled");
    assert.is(on.now(stopped), "shutdown");
    assert.equal(on.unhandled, []);
  }
});

test("with a drain it handles what it has been sent, and refuses what comes meanwhile", () => {
  const { on, sup, job } = staged({ drain: 1_000 });
  const asked = [1, 2, 3].map((ms) => job.ask.work(ms)).map((ask) => on.scheduler.go(() => ask));
  on.run();
  const stopped = sup.stop();
  on.run();
  const late = on.scheduler.go(() => job.ask.work(4));
  on.run();
  assert.is(
    code(() => late.poll()),
    "ERR_MAILSLOT_NO_ACTOR",
  );
  on.loop.advance(10);
  assert.equal(
    asked.map((each) => on.now(each)),
    [1, 2, 3],
  );
  assert.is(on.now(stopped), "shutdown");
  assert.is(on.news(), "a has done 1, a has done 2, a has done 3, -a shutdown");
});

// It is killed when all others have run a few times, which is a matter of the scheduler's own order.
test("after its shutdown its waits are given up, and its finally blocks run; then it is killed", () => {
  for (const shutdown of [100, { drain: 100 }]) {
    const { on, sup, job } = staged(shutdown, orderedScene());
    job.tell.work(1_000);
    job.tell.work(1_000);
    on.run();
    const stopped = sup.stop();
    on.loop.advance(99);
    assert.is(on.news(), "");
    on.loop.advance(1);
    assert.is(on.news(), "a gives up 1000, -a shutdown");
    assert.is(on.now(stopped), "shutdown");
  }
  const Stubborn = defineActor("stubborn", {
    receive: {
      *work() {
        try {
          yield* never();
        } finally {
          yield* never();
        }
      },
    },
  });
  const on = scene();
  const sup = on.start({ children: [{ id: "a", start: () => spawn(Stubborn), shutdown: 100 }] });
  (sup.child("a") as unknown as { tell: { work(): void } }).tell.work();
  on.run();
  const stopped = sup.stop();
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a task is cancelled at once, a raw actor and one that has not started give up their wait", () => {
  const Starts = defineActor("starts", { started: () => never(), receive: {} });
  const on = scene();
  const task = () => on.scheduler.go(never) as Task;
  const sup = on.start({ children: [{ id: "a", start: task, shutdown: { drain: 5_000 } }, on.spec("b")] });
  sup.startChild({ id: "c", start: () => spawn(Starts) });
  on.run();
  assert.is(on.now(sup.stop()), "shutdown");
});

test("the children of a dynamic supervisor drain all at the same time", () => {
  const on = scene();
  const sup = on.now(
    dynamicSupervisor({
      scheduler: on.scheduler,
      start: (id: string) => spawn(Job, on.log, id),
      shutdown: { drain: 1_000 },
    }),
  );
  for (const id of ["a", "b"]) {
    const job = on.now(sup.startChild(id));
    job.tell.work(10);
    job.tell.work(20);
  }
  on.run();
  const stopped = sup.stop();
  on.loop.advance(30);
  assert.is(on.now(stopped), "shutdown");
  for (const id of ["a", "b"]) {
    const own = on.log.filter((line) => line.replace("-", "").startsWith(id));
    assert.equal(own, [`${id} has done 10`, `${id} has done 20`, `-${id} shutdown`]);
  }
});

test("a child that fails while it drains is in the reports, and is not restarted", () => {
  const Fails = defineActor("fails", {
    receive: {
      work: () => {
        throw new Error("broken");
      },
    },
  });
  const on = scene();
  const reports = supervisionReports();
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      children: [{ id: "a", start: () => spawn(Fails), shutdown: { drain: 1_000 } }],
    }),
  );
  sup.child("a").tell.work();
  assert.is(on.now(sup.stop()), "shutdown");
  const { event, child, reason } = on.now(reports.recv());
  assert.equal([event, child, String(reason)], ["ended", "a", "Error: broken"]);
  assert.equal(on.unhandled, []);
});

test("a shutdown that is none is refused", () => {
  for (const shutdown of [-1, "soon", {}, { drain: -1 }, { drain: "brutal-kill" }, null]) {
    assert.is(
      code(() =>
        supervisor({ children: [{ id: "a", start: () => spawn(Job, [], "a"), shutdown: shutdown as never }] }),
      ),
      "ERR_MAILSLOT_CHILD_SPEC",
    );
  }
});

test.run();
