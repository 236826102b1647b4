// slow under many schedules: it measures memory
// watchdog: 180 s
// runs under Node alone: it counts listeners as Node does.
/** 10,000 selects of every kind, by every way in which they can end: none leaves a waiter, timer, listener or heap. */
import { EventEmitter, getEventListeners } from "node:events";
import { channel, notReady, type Source, sending, sleep, timeout } from "@mailslot/core";
import { type Case, nextEvent, select, selectEach } from "@mailslot/select";
import { keepsNothing } from "@mailslot/test-support/kept";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("what selects keep");

/** Sources that are there all the time, and what to do with a select over them. */
class World {
  readonly scene: Stage = stage();
  readonly wins = channel<number>();
  readonly never = channel<number>(0);
  readonly full = channel<number>(1);
  readonly emitter = new EventEmitter();
  readonly controller = new AbortController();
  readonly promise = new Promise<never>(() => undefined);
  readonly items = this.never[Symbol.asyncIterator]();

  constructor() {
    this.full.send(0);
  }

  cases(): Record<string, Case> {
    const { wins, never, full, promise, items, controller, emitter } = this;
    return {
      wins,
      never,
      sent: sending(full, 1),
      late: sleep(60_000),
      limited: timeout(never.recv(), 60_000),
      promise,
      items,
      stop: controller.signal,
      event: nextEvent(emitter, "data"),
      inner: select({ never }),
    };
  }

  /** Makes a select in a task, so that time is that of the stage. */
  make(how: (cases: Record<string, Case>) => Source<unknown>): Source<unknown> {
    let made: Source<unknown> | undefined;
    this.scene.go(() => {
      made = how(this.cases());
      return undefined;
    });
    this.scene.run();
    return made as Source<unknown>;
  }

  wait(source: Source<unknown>) {
    const task = this.scene.go(() => source);
    task.outcome().then(() => undefined);
    this.scene.run();
    return task;
  }

  check(): void {
    const { scene, controller, emitter, never, full } = this;
    scene.run();
    assert.equal(scene.left(), { tasks: [], timers: 0 });
    assert.is(getEventListeners(controller.signal, "abort").length, 0);
    assert.is(emitter.listenerCount("data"), 0);
    assert.is(full.length, 1);
    assert.is(never.tryRecv(), notReady);
  }
}

type End = (world: World, source: Source<unknown>, n: number) => void;

const ends: Record<string, End> = {
  "taken at once"(world, source, n) {
    world.wins.send(n);
    world.wait(source);
  },
  "taken after a wait"(world, source, n) {
    world.wait(source);
    world.wins.send(n);
    world.scene.run();
  },
  "cancelled before its first tick"({ scene }, source) {
    scene.go(() => source).cancel();
    scene.run();
  },
  "cancelled while it waits"(world, source) {
    world.wait(source).cancel();
    world.scene.run();
  },
  "cancelled when it has been completed"(world, source, n) {
    const task = world.wait(source);
    world.wins.send(n);
    task.cancel();
    world.scene.run();
  },
  "given up by a limit"({ scene }, source) {
    scene
      .go(() => timeout(source, 0))
      .outcome()
      .then(() => undefined);
    scene.run();
  },
  "given up in a select"(world, source, n) {
    const other = channel<number>();
    world.wait(select({ source, other }));
    other.send(n);
    world.scene.run();
  },
  failed(world, source) {
    const failing = channel<never>();
    world.wait(select({ source, failing }));
    failing.close();
    world.scene.run();
  },
};

for (const [way, end] of Object.entries(ends)) {
  const kinds = { select, loop: selectEach };
  for (const [kind, make] of Object.entries(kinds)) {
    test(`nothing of a ${kind} that is ${way}`, async () => {
      const world = new World();
      await keepsNothing(`a ${kind} that is ${way}`, (n) => {
        const source = world.make(make);
        end(world, source, n);
        if ("close" in source) (source as { close(): void }).close();
        world.scene.run();
      });
      world.check();
    });
  }
}

test.run();
