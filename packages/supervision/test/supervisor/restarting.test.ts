/** Restarting: by restart type and strategy, as OTP restarts. */
import { runInNewContext } from "node:vm";
import { type AnyRef, defineActor, exitOf, kill, type RefOf, spawn } from "@mailslot/actor";
import { channel, mapped, sleep } from "@mailslot/core";
import { type RestartType, type Strategy, supervisor, tree } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, scene, Worker } from "../stage.js";

const test = suite("restarting");

test("permanent is restarted however it ends, transient when it failed, temporary never", () => {
  const ends: [unknown, RestartType[]][] = [
    ["normal", ["permanent"]],
    ["shutdown", ["permanent"]],
    [{ shutdown: "why" }, ["permanent"]],
    ["other", ["permanent", "transient"]],
    ["killed", ["permanent", "transient"]],
  ];
  for (const [reason, restarted] of ends)
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      const on = scene();
      const sup = on.start({ children: [on.spec("a", { restart })] });
      on.news();
      on.worker(sup, "a").tell.end(reason);
      on.run();
      assert.is(
        on.news(),
        `-a ${String(reason)}${restarted.includes(restart) ? ", +a" : ""}`,
        `${restart} ${String(reason)}`,
      );
      const { specs } = on.now(sup.countChildren());
      assert.is(specs, restart === "temporary" ? 0 : 1);
    }
});

test("one-for-one restarts the one that ended", () => {
  assert.is(restartsOf("one-for-one"), "-b crash, +b");
});

test("one-for-all stops the others in reverse and starts all in order", () => {
  assert.is(restartsOf("one-for-all"), "-b crash, -d shutdown, -c shutdown, -a shutdown, +a, +b, +c, +d");
});

test("rest-for-one stops and starts those that were started after it", () => {
  assert.is(restartsOf("rest-for-one"), "-b crash, -d shutdown, -c shutdown, +b, +c, +d");
});

test("a temporary child that a strategy stops is not started again", () => {
  assert.is(restartsOf("one-for-all", "temporary"), "-b crash, -d shutdown, -c shutdown, -a shutdown, +a, +b, +c");
});

function restartsOf(strategy: Strategy, restart: RestartType = "permanent"): string {
  const on = scene();
  const children = [on.spec("a"), on.spec("b"), on.spec("c"), on.spec("d", { restart })];
  const sup = on.start({ strategy, children });
  on.news();
  on.crash(sup, "b");
  assert.equal(on.unhandled, []);
  return on.news();
}

test("a child that crashed is back and answers, as another actor under the same id", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const before = on.worker(sup, "a");
  on.crash(sup, "a");
  const after = on.worker(sup, "a");
  assert.is.not(after, before);
  assert.equal([before.alive, after.alive, on.now(after.ask.count())], [false, true, 1]);
});

test("a child that has ended is shown as restarting or stopped even before its supervisor acts", () => {
  const stands: [RestartType, string][] = [
    ["permanent", "restarting"],
    ["transient", "restarting"],
    ["temporary", "stopped"],
  ];
  for (const [restart, status] of stands) {
    const on = scene();
    const sup = on.start({ children: [on.spec("a", { restart })] });
    const gate = channel<null>();
    sup.startChild({ id: "slow", start: () => gate.recv() });
    const list = sup.whichChildren();
    on.crash(sup, "a");
    assert.is(
      code(() => sup.child("a")),
      "ERR_MAILSLOT_CHILD_NOT_RUNNING",
    );
    const [node] = tree(sup).children;
    assert.equal([node?.status, node?.name, node?.reason], [status, null, crash]);
    gate.send(null);
    const [info] = on.now(list);
    assert.equal([info?.status, info?.child, info?.reason], [status, null, crash]);
  }
});

test("a child that has already ended when its start returns it is restarted like any other", () => {
  const on = scene();
  let starts = 0;
  const start = () => {
    const ref = spawn(Worker, on.log, "a");
    if (starts++ > 0) return ref;
    kill(ref);
    return mapped(exitOf(ref), () => ref);
  };
  const sup = on.start({ children: [{ id: "a", start }] });
  assert.is(on.worker(sup, "a").alive, true);
  assert.equal([starts, on.now(sup.whichChildren())[0]?.reason], [2, "noproc"]);
});

test("a supervisor that is given as a ref has no time limit to stop, and counts as a supervisor", () => {
  const on = scene();
  const Slow = defineActor("slow", {
    receive: {},
    *stopped() {
      yield* sleep(30_000);
    },
  });
  const slow = { id: "slow", start: () => spawn(Slow), shutdown: 60_000 };
  const inner = () => mapped(supervisor({ children: [slow] }), ({ ref }) => ref);
  const sup = on.start({ children: [{ id: "inner", start: inner }] });
  const ref = sup.child("inner") as AnyRef;
  sup.terminateChild("inner");
  on.loop.advance(20_000);
  assert.is(ref.alive, true);
  on.loop.advance(10_000);
  assert.equal(on.now(sup.countChildren()), { specs: 1, active: 0, supervisors: 1, workers: 0 });
});

test("a transient child that fails with an error of another realm is restarted, whatever that carries", () => {
  const on = scene();
  const Odd = defineActor("odd", {
    started: () => void on.log.push("started"),
    receive: {
      fail(): void {
        throw runInNewContext("Object.assign(new Error('failed'), { shutdown: 'no' })");
      },
    },
  });
  const sup = on.start({ children: [{ id: "odd", restart: "transient", start: () => spawn(Odd) }] });
  (sup.child("odd") as RefOf<typeof Odd>).tell.fail();
  on.run();
  assert.is(on.news(), "started, started");
});

test.run();
