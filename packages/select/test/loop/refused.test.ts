// runs under Node alone: it counts listeners as Node does.
/** A loop that is busy refuses what comes: it stays with its source, and a case that is disabled meanwhile gets nothing. */
import { EventEmitter, getEventListeners } from "node:events";
import { abortable, channel, interval, type NotReady, notReady, QueuedSource, timeout } from "@mailslot/core";
import { type Case, nextEvent, type SelectEach, selectEach } from "@mailslot/select";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("claims that a loop refuses");

type AnyLoop = SelectEach<Record<string, Case>>;

/** Makes a loop in a task, so that time is that of the stage. */
function loopOf(scene: Stage, cases: () => Record<string, Case>): AnyLoop {
  let loop: AnyLoop | undefined;
  scene.go(() => {
    loop = selectEach(cases());
  });
  scene.run();
  return loop as AnyLoop;
}

/** Takes one event of a loop; it is busy before and afterwards. */
function take(scene: Stage, loop: AnyLoop): unknown {
  let event: unknown = "nothing";
  const task = scene.go(function* () {
    event = yield* loop;
  });
  scene.run();
  task.cancel();
  scene.run();
  return event;
}

test("leave no timer and no listener, however many come", () => {
  const scene = stage();
  const [jobs, controller] = [channel<number>(), new AbortController()];
  const loop = loopOf(scene, () => ({
    limited: timeout(jobs.recv(), 1_000),
    able: abortable(jobs.recv(), controller.signal),
  }));
  take(scene, loop);
  for (let n = 0; n < 20; n++) {
    jobs.send(n); // refused, by both
    take(scene, loop);
    assert.ok(getEventListeners(controller.signal, "abort").length <= 1);
  }
  loop.close();
  assert.is(getEventListeners(controller.signal, "abort").length, 0);
  assert.is(scene.left().timers, 0);
});

test("keep a case that is disabled meanwhile from being served", () => {
  const scene = stage();
  const [jobs, other] = [channel<number>(), channel<string>()];
  const loop = loopOf(scene, () => ({ limited: timeout(jobs.recv(), 50), other }));
  take(scene, loop);
  jobs.send(1); // refused
  loop.set("limited", false);
  const task = scene.go(() => loop);
  scene.loop.advance(100);
  assert.is(task.status, "waiting", "the limit of a disabled case concerns no wait");
  assert.is(jobs.length, 1);
  loop.close();
  task.outcome().then(() => undefined);
});

test("keep a tick that comes while the loop is busy", () => {
  const scene = stage();
  const loop = loopOf(scene, () => ({ tick: interval(10) }));
  take(scene, loop);
  scene.loop.advance(15);
  assert.equal(take(scene, loop), { case: "tick", value: 1 });
  loop.close();
  assert.is(scene.left().timers, 0);
});

test("keep the next event, of several the first, and listen no longer", () => {
  const scene = stage();
  const emitter = new EventEmitter();
  const loop = loopOf(scene, () => ({ event: nextEvent(emitter, "data") }));
  take(scene, loop);
  for (let n = 0; n < 3; n++) emitter.emit("data", n);
  assert.is(emitter.listenerCount("data"), 0);
  assert.equal(take(scene, loop), { case: "event", value: 0 });
  assert.equal(take(scene, loop), "nothing");
  loop.close();
  assert.is(emitter.listenerCount("data"), 0);
});

test("are made no more for a case that was disabled, whatever its source has kept", () => {
  const scene = stage();
  const door = new Door();
  const loop = loopOf(scene, () => ({ door }));
  take(scene, loop);
  loop.set("door", false);
  const task = scene.go(() => loop);
  scene.run();
  assert.is(door.open(), false);
  assert.is(task.status, "waiting");
  loop.close();
  task.outcome().then(() => undefined);
});

/** A door that forgets to let those out who leave. */
class Door extends QueuedSource<string> {
  poll(): string | NotReady {
    return notReady;
  }
  override unsubscribe(): void {
    // It should take the waiter out.
  }
  open(): boolean {
    const waiter = this.waiters.take();
    waiter?.deliver("in");
    return waiter !== null;
  }
}

test.run();
