// runs under Node alone: other engines collect when they like
// watchdog: 120 s
/** Whoever watches an actor of another node may take that back: its home forgets it. */
import { type AnyRef, createGroup, exitOf, stop, taskOf } from "@mailslot/actor";
import { channel, notReady, race } from "@mailslot/core";
import { createNode } from "@mailslot/remote";
import { demonitor, exit, goSupervised, link, monitor, trapExits, unlink } from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bonds, inside, Puppet, scene, watches } from "./two-homes-stage.js";

const MANY = 10_000;
const NOTHING = [0, 0, 0];
const ONE = [1, 1, 1];

test("of 10,000 monitors that were taken back nothing is left at either end", () => {
  const on = scene();
  const held = Array.from({ length: MANY }, () => monitor(on.far, on.near));
  on.run();
  assert.equal(watches(on), ONE);
  for (const each of held) demonitor(each);
  on.run();
  assert.equal(watches(on), NOTHING);
  for (let n = 0; n < MANY; n++) {
    demonitor(monitor(on.far, on.near));
    if (n % 100 === 0) on.run();
  }
  on.run();
  assert.equal(watches(on), NOTHING);
  stop(on.home);
  on.run();
  assert.ok(on.far.alive, "nobody is told");
  assert.equal(on.now(on.near.ask.heard()), []);
});

test("of 10,000 waits for an end that another case of the race has ended nothing is left", () => {
  const on = scene();
  const other = channel<number>();
  for (let n = 0; n < MANY; n++) {
    const raced = on.go(() => race([exitOf(on.far), other.recv()]));
    on.run();
    if (n % 100 === 0) assert.equal(watches(on), ONE);
    other.trySend(n);
    on.run();
    assert.is(raced.status, "completed");
  }
  assert.equal(watches(on), NOTHING);
});

test("a wait that is cancelled takes its watch back, and the last of several alone", () => {
  const on = scene();
  const waits = [1, 2].map(() => on.go(() => exitOf(on.far)));
  on.run();
  for (const [n, left] of [ONE, NOTHING].entries()) {
    waits[n]?.cancel();
    on.run();
    assert.equal(watches(on), left);
  }
});

test("those who watch and end take their watches back", () => {
  const on = scene();
  const watchers = Array.from({ length: 100 }, () => on.puppet());
  for (const each of watchers) monitor(on.far, each);
  on.run();
  assert.equal(watches(on), ONE);
  for (const each of watchers) stop(each);
  on.run();
  assert.equal(watches(on), NOTHING);
});

test("the watch of a link ends with the link, whoever ends it and by whatever", () => {
  for (const end of [
    ({ near, far }) => unlink(far, near),
    ({ home, back }) => unlink(back, home),
    ({ near }) => exit(near, "gone"),
  ] satisfies ((on: ReturnType<typeof scene>) => void)[]) {
    const on = scene();
    trapExits(true, on.home);
    link(on.far, on.near);
    on.run();
    assert.equal(watches(on), [1, 1, 0]);
    end(on);
    on.run();
    assert.equal([watches(on), bonds(on.home, "links")], [NOTHING, 0]);
  }
});

test("a task that an actor of another node supervises ends with it; its watch ends with the last such task", async () => {
  const on = scene();
  const { far, scheduler } = on;
  const busy = channel<number>();
  const tasks = [1, 2].map(() => goSupervised(() => busy.recv(), { parent: far, scheduler }));
  on.run();
  assert.equal(watches(on), ONE);
  for (const left of [ONE, NOTHING]) {
    tasks.pop()?.cancel();
    on.run();
    assert.equal(watches(on), left);
  }
  const task = goSupervised(() => busy.recv(), { parent: far, scheduler });
  on.run();
  exit(on.home, "broken");
  await on.loop.settle();
  assert.equal([task.status, watches(on), on.unhandled.length], ["cancelled", NOTHING, 1]);
});

test("a monitor by an actor of another node ends with that", () => {
  const on = scene();
  monitor(on.near, on.far);
  on.run();
  assert.equal([watches(on), bonds(on.near, "monitors")], [[1, 1, 0], 1]);
  stop(on.home);
  on.run();
  assert.equal([watches(on), bonds(on.near, "monitors")], [NOTHING, 0]);
});

test("a group that lets a member go takes its watch back", () => {
  const on = scene();
  const group = createGroup<AnyRef>();
  group.join(on.far);
  on.run();
  assert.equal(watches(on), [1, 1, 0]);
  group.leave(on.far);
  on.run();
  assert.equal(watches(on), NOTHING);
});

test("home keeps one watch for all that watch, until the last is taken back", () => {
  const on = scene();
  const group = createGroup<AnyRef>();
  group.join(on.far);
  const held = monitor(on.far, on.near);
  link(on.far, on.near);
  const wait = on.go(() => exitOf(on.far));
  on.run();
  for (const takeBack of [() => demonitor(held), () => wait.cancel(), () => unlink(on.far, on.near)]) {
    assert.equal(watches(on), ONE);
    takeBack();
    on.run();
  }
  assert.equal(watches(on), ONE);
  group.leave(on.far);
  on.run();
  assert.equal(watches(on), NOTHING);
});

test("one who sees a failure adds that to the watch of one who does not, and is told once", () => {
  const on = scene();
  const group = createGroup<AnyRef>();
  group.join(on.far);
  on.run();
  monitor(on.far, on.near);
  on.run();
  assert.equal(watches(on), ONE);
  on.far.tell.fail(new RangeError("broken"));
  on.run();
  assert.equal(on.now(on.near.ask.heard()).map(String), ["down,RangeError: broken"]);
  assert.equal([watches(on), [...group], on.unhandled], [NOTHING, [], []]);
});

test("a failure of one whose watch was taken back is reported", () => {
  const on = scene();
  demonitor(monitor(on.far, on.near));
  on.run();
  on.far.tell.fail(new RangeError("broken"));
  on.run();
  assert.is(on.unhandled.length, 1);
});

test("a failure that goes on by a link is reported once, whatever watched before the link", () => {
  const on = scene();
  createGroup<AnyRef>().join(on.far);
  on.run();
  link(on.far, on.near);
  on.run();
  on.far.tell.fail(new RangeError("broken"));
  on.run();
  assert.equal([on.near.alive, on.unhandled.length], [false, 1]);
});

test("whoever watches after that is told of the end, also of one before", () => {
  for (const isOver of [false, true]) {
    const on = scene();
    demonitor(monitor(on.far, on.near));
    on.run();
    if (isOver) stop(on.home);
    on.run();
    monitor(on.far, on.near);
    on.run();
    stop(on.home);
    on.run();
    assert.equal(on.now(on.near.ask.heard()), [["down", isOver ? "noproc" : "shutdown"]]);
    assert.equal(watches(on), NOTHING);
  }
});

test("an end that crosses the taking back ends the ref, and is told to nobody", () => {
  const on = scene();
  const held = monitor(on.far, on.near);
  on.run();
  on.wire.hold();
  stop(on.home);
  on.run();
  demonitor(held);
  on.run();
  on.wire.release();
  on.run();
  assert.not(on.far.alive);
  assert.equal([watches(on), on.now(on.near.ask.heard())], [NOTHING, []]);
});

test("watches that were taken back and made again while the wire was slow leave the last", () => {
  const on = scene();
  on.wire.hold();
  for (let n = 0; n < 3; n++) demonitor(monitor(on.far, on.near));
  monitor(on.far, on.near);
  on.run();
  on.wire.release();
  on.run();
  assert.equal(watches(on), ONE);
  stop(on.home);
  on.run();
  assert.equal(on.now(on.near.ask.heard()), [["down", "shutdown"]]);
});

test("what one node takes back another keeps", () => {
  const on = scene();
  const c = createNode({ id: "c", definitions: [Puppet] as never, scheduler: on.scheduler });
  on.connect(on.b, c);
  const [toC, cToA] = on.connect(on.a, c);
  const there = on.now(toC.spawn(Puppet));
  there.tell.watch(on.far);
  const held = monitor(on.far, on.near);
  on.run();
  assert.is(bonds(on.home, "monitors"), 2);
  demonitor(held);
  on.run();
  assert.is(bonds(on.home, "monitors"), 1);
  stop(on.home);
  on.run();
  assert.equal([on.now(there.ask.heard()), on.now(on.near.ask.heard())], [[["down", "shutdown"]], []]);
  assert.ok(cToA.alive);
});

test("home forgets the watches of a node that it can reach no more", () => {
  const on = scene();
  const group = createGroup<AnyRef>();
  monitor(on.far, on.near);
  group.join(on.now(on.toB.spawn(Puppet)));
  on.run();
  assert.is(inside(on.toA).watches.size, 2);
  on.wire.cut();
  on.run();
  assert.equal([inside(on.toA).watches.size, bonds(on.home, "monitors")], [0, 0]);
});

test("whoever has the task of an actor watches it for good", () => {
  const on = scene();
  assert.is(taskOf(on.far).status, "waiting");
  demonitor(monitor(on.far, on.near));
  on.run();
  assert.equal(watches(on), ONE);
});

test("a watch ends with the ref, which nobody may hold any more", async () => {
  const on = scene();
  (() => {
    const other = on.now(on.toB.spawn(Puppet));
    assert.is(exitOf(other).poll(), notReady);
  })();
  on.run();
  assert.is(inside(on.toA).watches.size, 1);
  for (let n = 0; n < 100 && inside(on.toA).watches.size > 0; n++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    on.now(on.far.ask.heard()); // what the last frame held is kept until the next comes
    await on.loop.settle();
  }
  assert.is(inside(on.toA).watches.size, 0);
});

test.run();
