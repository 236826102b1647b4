// slow under many schedules: it measures memory
// watchdog: 180 s
// runs under Node alone: it counts listeners as Node does.
/** Thousands of every wait that actors give, by every way in which it can end: none leaves a waiter, timer, listener or heap. */
import { getEventListeners } from "node:events";
import { type AnyRef, type Context, defineActor, exitOf, kill, startOf } from "@mailslot/actor";
import { abortable, channel, type Source, sleep, timeout } from "@mailslot/core";
import { select } from "@mailslot/select";
import { keepsNothing } from "@mailslot/test-support/kept";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "./stage.js";

const test = suite("what waits on actors keep");

/** Of each kind and way. */
const COUNT = 10_000;

const scene = stage();
const { loop, run, spawn } = scene;
const Worker = defineActor("worker", {
  receive: {
    *nap(_ctx, n: number) {
      yield* sleep(10);
      return n;
    },
  },
});
const Bounded = defineActor("bounded", { receive: { note: () => {} }, mailbox: { capacity: 1 } });
const Slow = defineActor("slow", {
  *started(_ctx: Context) {
    yield* sleep(10);
  },
  receive: { echo: (_ctx, n: number) => n },
});
/** Something to wait for, and what completes, fails and ends it. */
interface Wait {
  readonly source: Source<unknown>;
  readonly complete: () => void;
  readonly fail: () => void;
  readonly end: () => void;
}

const endOf = (actor: AnyRef) => (): void => {
  kill(actor);
  run();
};

const WAITS: Record<string, () => Wait> = {
  "the reply to an ask": () => {
    const actor = spawn(Worker);
    return { source: actor.ask.nap(1), complete: () => loop.advance(10), fail: endOf(actor), end: endOf(actor) };
  },
  "the reply to an ask that waits behind another": () => {
    const actor = spawn(Worker);
    actor.tell.nap(0);
    return { source: actor.ask.nap(1), complete: () => loop.advance(20), fail: endOf(actor), end: endOf(actor) };
  },
  "room in a mailbox": () => {
    const actor = spawn(Bounded);
    actor.tell.note();
    const source = actor.tell.note() as Source<void>;
    return { source, complete: run, fail: endOf(actor), end: endOf(actor) };
  },
  "the end of an actor": () => {
    const actor = spawn(Worker);
    return { source: exitOf(actor), complete: endOf(actor), fail: endOf(actor), end: endOf(actor) };
  },
  "the start of an actor": () => {
    const actor = spawn(Slow);
    return { source: startOf(actor), complete: () => loop.advance(10), fail: endOf(actor), end: endOf(actor) };
  },
};

const SIGNAL = new AbortController().signal;

/** Waits for `source` in a task, whatever that comes to. */
function waiting(source: Source<unknown>) {
  const task = scene.go(() => source);
  task.outcome().then(() => undefined);
  return task;
}

const ENDS: Record<string, (wait: Wait) => void> = {
  "is used"({ source, complete }) {
    waiting(source);
    run();
    complete();
  },
  "is cancelled before its wait"({ source }) {
    waiting(source).cancel();
    run();
  },
  "is cancelled while it is waited for"({ source }) {
    const task = waiting(source);
    run();
    task.cancel();
    run();
  },
  "is cancelled after its wait"({ source, complete }) {
    const task = waiting(source);
    run();
    complete();
    task.cancel();
    run();
  },
  "is given up in a select"({ source }) {
    const other = channel<number>();
    waiting(select({ source, other }));
    run();
    other.send(1);
    run();
  },
  "is given up by a signal"({ source }) {
    const control = new AbortController();
    waiting(abortable(source, control.signal));
    run();
    control.abort();
    run();
    assert.is(getEventListeners(control.signal, "abort").length, 0);
  },
  "keeps no signal"({ source, complete }) {
    waiting(abortable(source, SIGNAL));
    run();
    complete();
    run();
  },
  "is limited"({ source }) {
    waiting(timeout(source, 1));
    run();
    loop.advance(1);
  },
  "is awaited"({ source, complete }) {
    source.then(null, () => undefined);
    run();
    complete();
  },
  fails({ source, fail }) {
    waiting(source);
    run();
    fail();
  },
};

function once(make: () => Wait, use: (wait: Wait) => void): void {
  const wait = make();
  use(wait);
  wait.end();
  scene.unhandled.length = 0;
}

for (const [what, make] of Object.entries(WAITS))
  for (const [way, use] of Object.entries(ENDS))
    test(`${what}: nothing is kept of one that ${way}`, async () => {
      await keepsNothing(`${what} that ${way}`, () => once(make, use), COUNT);
      leftNothing();
    });

function leftNothing(): void {
  run();
  assert.equal(scene.left(), { tasks: [], timers: 0 });
  assert.is(getEventListeners(SIGNAL, "abort").length, 0);
}
test.run();
