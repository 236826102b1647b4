// slow under many schedules: it has ten thousand children
/** Dynamic and partitioned supervisors. */
import { defineActor, isRef, onDeepMailbox, spawn } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import { type DynamicSupervisorOptions, dynamicSupervisor, partitionedSupervisor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { crash, stage, Worker } from "../stage.js";

const test = suite("dynamic supervisor");

function scene() {
  const on = stage();
  const log: string[] = [];
  const start = (id: string) => spawn(Worker, log, id);
  const begin = (more: Partial<DynamicSupervisorOptions<[string], ReturnType<typeof start>>> = {}) =>
    on.now(dynamicSupervisor({ scheduler: on.scheduler, start, intensity: { restarts: 100 }, ...more }));
  return { ...on, log, begin, start, news: () => log.splice(0).join(", ") };
}

test("children are started on request, with arguments, and restarted with the same", () => {
  const on = scene();
  const sup = on.begin();
  const first = on.now(sup.startChild("a"));
  on.now(sup.startChild("b"));
  first.tell.crash(crash);
  on.run();
  assert.is(on.news(), "+a, +b, -a crash, +a");
  const infos = on.now(sup.whichChildren());
  assert.equal(
    infos.map(({ id, status, restarts }) => [id, status, restarts]),
    [
      ["1", "running", 1],
      ["2", "running", 0],
    ],
  );
});

test("a child that is not restarted is forgotten", () => {
  const on = scene();
  const sup = on.begin({ restart: "transient" });
  on.now(sup.startChild("a")).tell.end("normal");
  on.run();
  assert.is(on.now(sup.countChildren()).specs, 0);
});

test("a child is stopped and forgotten on request; a child of another supervisor is unknown", () => {
  const on = scene();
  const [sup, other] = [on.begin(), on.begin()];
  const child = on.now(sup.startChild("a"));
  assert.throws(() => on.now(other.terminateChild(child)), /is not a child of supervisor#\d+/);
  on.now(sup.terminateChild(child));
  assert.is(on.now(sup.countChildren()).specs, 0);
  assert.is(on.news(), "+a, -a shutdown");
});

test("stopping a child that has just ended is not a failure, even without a waiter", () => {
  const on = scene();
  const sup = on.begin({ restart: "temporary" });
  const child = on.now(sup.startChild("a"));
  child.tell.end("normal");
  on.run();
  sup.terminateChild(child);
  on.run();
  assert.equal(on.unhandled, []);
});

test("a child can be stopped by its old ref after a restart, too", () => {
  const on = scene();
  const sup = on.begin();
  const before = on.now(sup.startChild("a"));
  before.tell.crash(crash);
  on.run();
  on.now(sup.terminateChild(before));
  assert.is(on.news(), "+a, -a crash, +a, -a shutdown");
  assert.is(on.now(sup.countChildren()).specs, 0);
});

test("a child that waits for its back-off can be stopped by its old ref, and is not restarted", () => {
  const on = scene();
  const sup = on.begin({ backoff: { initial: 100 } });
  const before = on.now(sup.startChild("a"));
  before.tell.crash(crash);
  on.run();
  on.now(sup.terminateChild(before));
  on.loop.advance(1_000);
  assert.is(on.news(), "+a, -a crash");
  assert.is(on.now(sup.countChildren()).specs, 0);
});

test("a child whose restart gives null is forgotten", () => {
  const on = scene();
  let starts = 0;
  const start = (id: string) => (starts++ === 0 ? on.start(id) : null);
  const sup = on.now(dynamicSupervisor({ scheduler: on.scheduler, start, maxChildren: 1 }));
  on.now(sup.startChild("a"))?.tell.crash(crash);
  on.run();
  assert.is(on.now(sup.countChildren()).specs, 0);
  assert.is(on.now(sup.startChild("b")), null);
});

test("children are stopped all at the same time, and those that do not end are killed together", () => {
  const Stuck = defineActor("stuck", {
    state: (log: string[]) => log,
    receive: {},
    *stopped(ctx, reason) {
      ctx.state.push(String(reason));
      yield* channel<void>().recv();
    },
  });
  const on = scene();
  const start = () => spawn(Stuck, on.log);
  const sup = on.now(dynamicSupervisor({ scheduler: on.scheduler, start, shutdown: 100 }));
  for (let n = 0; n < 3; n++) on.now(sup.startChild());
  const stopped = sup.stop();
  on.run();
  assert.is(on.news(), "shutdown, shutdown, shutdown");
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("more children than allowed are refused", () => {
  const on = scene();
  const sup = on.begin({ maxChildren: 1 });
  on.now(sup.startChild("a"));
  assert.throws(() => on.now(sup.startChild("b")), /has 1 children already/);
  assert.is(on.now(sup.countChildren()).active, 1);
});

test("a supervisor that is asked for 100,000 children in one go warns once, since it does nothing else meanwhile", () => {
  const on = scene();
  const sup = on.begin();
  const warnings: unknown[] = [];
  const before = onDeepMailbox((ref, depth) => warnings.push([ref, depth]));
  let last = sup.startChild("0");
  for (let n = 1; n < 100_000; n++) last = sup.startChild(String(n));
  onDeepMailbox(before);
  assert.equal(warnings, [[sup.ref, 100_000]]);
  on.now(last);
  assert.is(on.now(sup.countChildren()).active, 100_000);
});

test("a supervisor that is asked for child after child, each waited for, causes no warning", () => {
  const on = scene();
  const sup = on.begin();
  const warnings: unknown[] = [];
  const before = onDeepMailbox((ref) => warnings.push(ref));
  on.scheduler.go(function* () {
    for (let n = 0; n < 100_000; n++) yield* sup.startChild(String(n));
  });
  on.run();
  onDeepMailbox(before);
  assert.equal([warnings, on.now(sup.countChildren()).active], [[], 100_000]);
});

test("options that make no sense are refused at once", () => {
  const start = () => null;
  for (const wrong of [{ start: 1 }, { start, maxChildren: 0 }, { start, restart: "never" }, { start, shutdown: -1 }])
    assert.throws(() => dynamicSupervisor(wrong as never), /supervisor/);
  for (const partitions of [0, 1.5]) assert.throws(() => partitionedSupervisor({ start, partitions }), /partitions/);
});

test("a key decides between the partitions, always in the same way", () => {
  const on = scene();
  const sup = on.now(partitionedSupervisor({ scheduler: on.scheduler, start: on.start, partitions: 4 }));
  for (const key of ["ann", "bob", "eve", 3, 7, -1]) {
    assert.is(sup.partition(key), sup.partition(key));
    assert.is(isRef(on.now(sup.startChild(key, String(key)))), true);
  }
  assert.is(sup.partition(3), sup.partition(7));
  assert.is(on.now(sup.partition(3).countChildren()).active >= 2, true);
  assert.is(on.now(sup.stop()), "shutdown");
  assert.is(on.log.filter((line) => line.startsWith("-")).length, 6);
});

test("a partition that gives up leaves the others alone", () => {
  const on = scene();
  const options = { scheduler: on.scheduler, start: on.start, partitions: 2, intensity: { restarts: 0 } };
  const sup = on.now(partitionedSupervisor(options));
  const broken = on.now(sup.startChild(0, "a"));
  const other = on.now(sup.startChild(1, "b"));
  broken.tell.crash(crash);
  on.run();
  assert.equal([other.alive, on.now(sup.partition(0).countChildren()).specs], [true, 0]);
  assert.equal(on.unhandled, []);
});

test.run();
