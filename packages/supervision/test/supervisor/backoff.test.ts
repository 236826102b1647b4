/** Back-off: restarts that wait, longer each time. */
import { spawn } from "@mailslot/actor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, many, scene, Worker } from "../stage.js";

const test = suite("backoff");

test("with a back-off restarts wait, longer each time, while the supervisor answers", () => {
  const on = scene();
  const backoff = { initial: 100, factor: 2, max: 300, jitter: 0 };
  const sup = on.start({ intensity: many, backoff, children: [on.spec("a")] });
  on.news();
  for (const wait of [100, 200, 300, 300]) {
    on.crash(sup, "a");
    assert.is(on.news(), "-a crash");
    assert.is(on.now(sup.whichChildren())[0]?.status, "restarting");
    on.loop.advance(wait - 1);
    assert.is(on.news(), "");
    on.loop.advance(1);
    assert.is(on.news(), "+a");
  }
});

test("the jitter of a back-off is drawn from the random source that was given", () => {
  const on = scene();
  const backoff = { initial: 1_000, jitter: 0.5, random: () => 0.5 };
  const sup = on.start({ intensity: many, backoff, children: [on.spec("a")] });
  on.crash(sup, "a");
  on.news();
  on.loop.advance(749);
  assert.is(on.news(), "");
  on.loop.advance(1);
  assert.is(on.news(), "+a");
});

test("a child that has run for long begins again with the first delay of a back-off", () => {
  const on = scene();
  const backoff = { initial: 100, jitter: 0, resetAfter: 1_000 };
  const sup = on.start({ intensity: many, backoff, children: [on.spec("a")] });
  on.crash(sup, "a");
  on.loop.advance(100 + 1_000);
  on.news();
  on.crash(sup, "a");
  on.loop.advance(100);
  assert.is(on.news(), "-a crash, +a");
});

test("no timer of a back-off fires into a later incarnation", () => {
  const on = scene();
  const sup = on.start({ intensity: many, backoff: { initial: 1_000, jitter: 0 }, children: [on.spec("a")] });
  on.crash(sup, "a");
  on.now(sup.terminateChild("a"));
  on.now(sup.restartChild("a"));
  on.news();
  on.loop.advance(10_000);
  assert.is(on.news(), "");
  on.crash(sup, "a");
  on.now(sup.stop());
  on.news();
  on.loop.advance(10_000);
  assert.is(on.news(), "");
});

test("a back-off keeps growing while an outage lasts, however long", () => {
  const on = scene();
  const backoff = { initial: 100, factor: 10, max: 10_000, jitter: 0, resetAfter: 5_000 };
  let isDown = false;
  const start = () => {
    if (isDown) throw crash;
    return spawn(Worker, on.log, "a");
  };
  const sup = on.start({ intensity: many, backoff, children: [{ id: "a", start }] });
  isDown = true;
  on.crash(sup, "a");
  on.loop.advance(100 + 1_000 + 10_000 + 10_000);
  isDown = false;
  on.news();
  on.loop.advance(9_999);
  assert.is(on.news(), "");
  on.loop.advance(1);
  assert.is(on.news(), "+a");
});

for (const strategy of ["one-for-all", "rest-for-one"] as const) {
  const pause = () => {
    const on = scene();
    const backoff = { initial: 100, jitter: 0 };
    const children = [on.spec("a"), on.spec("b"), on.spec("c")];
    const sup = on.start({ strategy, intensity: many, backoff, children });
    on.crash(sup, "a");
    on.news();
    return { on, sup };
  };

  test(`the children that ${strategy} stops are restarting until the back-off has passed`, () => {
    const { on, sup } = pause();
    assert.equal(on.statuses(sup), ["a restarting", "b restarting", "c restarting"]);
    assert.is(
      code(() => on.now(sup.restartChild("b"))),
      "ERR_MAILSLOT_CHILD_RUNNING",
    );
    on.loop.advance(100);
    assert.is(on.news(), "+a, +b, +c");
  });

  test(`a child that is terminated while ${strategy} waits stays stopped, and the others come back`, () => {
    for (const id of ["a", "b", "c"]) {
      const { on, sup } = pause();
      on.now(sup.terminateChild(id));
      on.loop.advance(100);
      assert.equal(
        on.statuses(sup),
        ["a", "b", "c"].map((each) => `${each} ${each === id ? "stopped" : "running"}`),
      );
    }
  });

  test(`a child that is deleted while ${strategy} waits does not come back`, () => {
    const { on, sup } = pause();
    on.now(sup.terminateChild("a"));
    on.now(sup.deleteChild("a"));
    on.loop.advance(100);
    assert.is(on.news(), "+b, +c");
  });

  test(`while ${strategy} waits, no timer is left when all that it would start are terminated`, () => {
    const { on, sup } = pause();
    for (const id of ["a", "b", "c"]) on.now(sup.terminateChild(id));
    on.loop.advance(1_000);
    assert.is(on.news(), "");
  });
}

test("a child that is terminated after its restart failed leaves its group to be started", () => {
  const on = scene();
  let fails = 0;
  const start = () => {
    if (fails > 0) {
      fails--;
      throw crash;
    }
    return spawn(Worker, on.log, "b");
  };
  const children = [on.spec("a"), on.spec("b", { start }), on.spec("c")];
  const sup = on.start({ strategy: "one-for-all", intensity: many, backoff: { initial: 100, jitter: 0 }, children });
  fails = 1;
  on.crash(sup, "a");
  on.news();
  on.loop.advance(100); // b did not start, so all are to be started once more
  on.now(sup.terminateChild("b"));
  on.loop.advance(1_000);
  assert.equal(on.statuses(sup), ["a running", "b stopped", "c running"]);
});

test.run();
