/** Restart intensity: how often is too often, and what happens then. */
import { exitOf, spawn } from "@mailslot/actor";
import { type Strategy, type Supervisor, supervisor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { crash, many, scene, Worker } from "../stage.js";

const test = suite("intensity");

test("one restart in five seconds is allowed by default; with the second the supervisor gives up", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b")] });
  on.crash(sup, "a");
  on.loop.advance(5_001);
  on.crash(sup, "a");
  assert.is(sup.alive, true);
  on.loop.advance(5_000); // the window has both its ends
  on.news();
  on.crash(sup, "a");
  assert.is(sup.alive, false);
  assert.is(on.news(), "-a crash, -b shutdown");
});

test("a supervisor that gives up ends with a shutdown that says why, and is reported when unseen", () => {
  const on = scene();
  const sup = on.start({ intensity: { restarts: 0 }, children: [on.spec("a")] });
  on.crash(sup, "a");
  const [report] = on.unhandled as [Error];
  const error = report.cause as Error & { code: string };
  assert.is(error.code, "ERR_MAILSLOT_RESTART_INTENSITY");
  assert.is(error.cause, crash);
  assert.match(error.message, /supervisor#\d+ gives up: child "a" ended once more after 0 restarts within 5000 ms/);
  assert.is(on.unhandled.length, 1);
  assert.equal(on.now(exitOf(sup.ref)), { shutdown: error });
});

test("a supervisor that gives up is restarted by its own if it is permanent, not if it is transient", () => {
  for (const [restart, running] of [
    ["permanent", true],
    ["transient", false],
  ] as const) {
    const on = scene();
    const inner = () => supervisor({ intensity: { restarts: 0 }, children: [on.spec("a")] });
    const sup = on.start({ children: [{ id: "inner", start: inner, restart }] });
    on.crash(sup.child("inner") as Supervisor, "a");
    const [info] = on.now(sup.whichChildren());
    assert.is(info?.status, running ? "running" : "stopped");
    assert.equal(on.unhandled, []);
  }
});

test("a restart that fails counts again and is tried again, and the supervisor answers meanwhile", () => {
  const on = scene();
  let tries = 0;
  const answers: unknown[] = [];
  const sup: Supervisor = on.start({
    intensity: { restarts: 3 },
    children: [
      on.spec("a", {
        start: () => {
          if (++tries === 1) return spawn(Worker, on.log, "a");
          on.scheduler.go(function* () {
            answers.push(yield* sup.countChildren());
          });
          throw crash;
        },
      }),
    ],
  });
  on.crash(sup, "a");
  assert.is(tries, 4);
  assert.is(sup.alive, false);
  assert.equal(answers.slice(0, 1), [{ specs: 1, active: 0, supervisors: 0, workers: 1 }]);
});

test("in a group a restart that fails is tried again from the child that failed", () => {
  const runs: [Strategy, string][] = [
    ["one-for-all", "-a crash, -c shutdown, -b shutdown, +a, -a shutdown, +a, +b, +c"],
    ["rest-for-one", "-a crash, -c shutdown, -b shutdown, +a, +b, +c"],
  ];
  for (const [strategy, expected] of runs) {
    const on = scene();
    let fails = false;
    const start = (): Worker => {
      if (!fails) return spawn(Worker, on.log, "b");
      fails = false;
      throw crash;
    };
    const sup = on.start({
      strategy,
      intensity: many,
      children: [on.spec("a"), on.spec("b", { start }), on.spec("c")],
    });
    on.news();
    fails = true;
    on.crash(sup, "a");
    assert.is(on.news(), expected, strategy);
  }
});

test.run();
