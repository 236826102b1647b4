// slow under many schedules: it measures memory
// watchdog: 180 s
// runs under Node alone: it counts listeners as Node does.
/** Thousands of everything that actors make, by every way in which it can end: none leaves a timer, listener, name or heap. */
import { getEventListeners } from "node:events";
import {
  type AnyRef,
  named as byName,
  createGroup,
  createRegistry,
  keyed,
  kill,
  register,
  router,
  stop,
  taskOf,
  terminate,
  unregister,
  whereIs,
} from "@mailslot/actor";
import { keepsNothing } from "@mailslot/test-support/kept";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Bounded, Dropping, Ear, Failing, Moody, Parting, Waking, Worker } from "./kept.js";
import { stage } from "./stage.js";

const test = suite("what actors keep");

/** Of each kind and way. */
const COUNT = 10_000;

const scene = stage();
const { loop, run, scheduler, spawn } = scene;

type WorkerRef = ReturnType<typeof worker>;
const worker = () => spawn(Worker);

/** Ways in which an actor ends, whatever it does. */
const ENDS: readonly ((actor: AnyRef) => void)[] = [stop, terminate, kill, (actor) => taskOf(actor).cancel()];

/** What an actor is doing when it ends. */
const DOING: Record<string, () => AnyRef> = {
  "an actor": worker,
  "an idle actor": () => ran(worker()),
  "an actor that waits in a handler": () => ran(told(worker(), (to) => to.tell.nap())),
  "an actor with messages in line": () => told(ran(told(worker(), (to) => to.tell.nap())), (to) => to.tell.count()),
  "an actor with asks in line": () => told(ran(told(worker(), (to) => to.tell.nap())), (to) => seen(to.ask.count())),
  "an actor that waits in an interleaved handler": () => ran(told(worker(), (to) => seen(to.ask.side()))),
  "an actor that waits in an async handler": () => ran(told(worker(), (to) => seen(to.ask.later()))),
  "an actor that asks another": () => ran(told(worker(), (to) => seen(to.ask.ask(lasting)))),
  "an actor with a stash": () => ran(told(worker(), (to) => seen(to.ask.stash()))),
  "an actor with timers": () => {
    const actor = worker();
    actor.tell.once("a");
    actor.tell.often("b");
    return ran(actor);
  },
  "an actor that starts": () => ran(spawn(Waking)),
  "an actor that has a last wait": () => ran(spawn(Parting)),
  "an actor with a full mailbox": () => {
    const actor = spawn(Bounded);
    for (let n = 0; n < 3; n++) actor.tell.note();
    return actor;
  },
  "an actor whose mailbox drops": () => {
    const actor = spawn(Dropping);
    for (let n = 0; n < 3; n++) actor.tell.note();
    return actor;
  },
  "an actor with another behaviour": () => ran(told(spawn(Moody), (to) => to.tell.turn())),
  "a raw actor": () => ran(told(spawn(Ear), (to) => seen(to.ask.hear(1)))),
  "an actor with a name": () => named(worker()),
  "an actor in groups": () => {
    const actor = worker();
    for (const each of [group, group, other]) each.join(actor);
    return actor;
  },
};

function ran<R extends AnyRef>(actor: R): R {
  run();
  return actor;
}

function told<R extends AnyRef>(actor: R, tell: (to: R) => unknown): R {
  tell(actor);
  return actor;
}

/** Asks in a task, which sees whatever comes of it. */
function seen(source: { then(done: null, failed: () => void): unknown }): void {
  source.then(null, () => undefined);
}

function named<R extends AnyRef>(actor: R): R {
  register("kept", actor);
  registry.register(names++, actor);
  return actor;
}

let names = 0;
const registry = createRegistry<number>();
const group = createGroup("one");
const other = createGroup("other");
const signal = new AbortController().signal;
const lasting = worker();
const workers = keyed(Worker, () => [], { idle: 10, scheduler: scene.scheduler, onFailure: () => {} });

/** Ends that are an actor's own, and things that end while their actor lives. */
const USES: Record<string, () => void> = {
  "an actor that ends itself": () => worker().tell.leave(),
  "an actor that fails": () => seen(worker().ask.fail()),
  "an actor that does not start": () => void spawn(Failing),
  "a message": () => lasting.tell.count(),
  "an ask": () => seen(lasting.ask.count()),
  "an ask that is refused": () => seen(lasting.ask.refuse()),
  "an ask of one that is gone": () => seen(gone.ask.count()),
  "a tell to one that is gone": () => gone.tell.count(),
  "an ask with a time limit of its own": () => seen(lasting.askWith({ timeout: 1 + (names++ % 50) }).count()),
  "an ask that expires": () => {
    seen(lasting.askWith({ timeout: 1 }).nap());
    run();
    loop.advance(10);
  },
  "an ask with a signal": () => seen(lasting.askWith({ signal }).count()),
  "an ask that its signal gives up": () => {
    const control = new AbortController();
    lasting.tell.nap();
    seen(lasting.askWith({ signal: control.signal }).count());
    run();
    control.abort();
    loop.advance(10);
  },
  "a handler that waits": () => {
    seen(lasting.ask.nap());
    run();
    loop.advance(10);
  },
  "a handler that interleaves": () => {
    seen(lasting.ask.side());
    run();
    loop.advance(10);
  },
  "a stash that is emptied": () => {
    const actor = worker();
    seen(actor.ask.stash());
    actor.tell.unstash();
    run();
    kill(actor);
  },
  "a timer that fires": () => {
    lasting.tell.once(`once ${names++}`);
    run();
    loop.advance(10);
  },
  "a timer that is replaced": () => {
    lasting.tell.once("same");
    lasting.tell.once("same");
  },
  "a timer that is stopped": () => {
    const key = `stopped ${names++}`;
    lasting.tell.often(key);
    lasting.tell.never(key);
  },
  "a timer that repeats": () => {
    const key = `often ${names++}`;
    lasting.tell.often(key);
    run();
    loop.advance(25);
    lasting.tell.never(key);
  },
  "a name that is given back": () => {
    registry.register(-1, lasting);
    registry.unregister(-1);
    register("given back", lasting);
    unregister("given back");
  },
  "a member that leaves": () => {
    group.join(lasting);
    group.leave(lasting);
  },
  "a ref by name that nobody ever has": () => {
    seen(byName("never given", Worker, { scheduler }).askWith({ timeout: 1 }).count());
    run();
    loop.advance(10);
  },
  "a ref by name": () => {
    const ref = byName("kept by name", Worker, { scheduler });
    seen(ref.ask.count());
    const actor = worker();
    register("kept by name", actor);
    run();
    kill(actor);
  },
  "an actor by key that has been idle": () => {
    seen(workers.of(names++).ask.count());
    run();
    loop.advance(10);
  },
  "an actor by key that fails": () => {
    seen(workers.of(names++).ask.fail());
    run();
  },
  "actors by key that are stopped": () => {
    const some = keyed(Worker, () => [], { idle: 10, scheduler });
    seen(some.of(1).ask.count());
    run();
    seen(some.stop());
    run();
  },
  "a router": () => seen(router([lasting]).ask.count()),
  "a router over a group": () => {
    const actor: WorkerRef = worker();
    const workers = createGroup<WorkerRef>();
    workers.join(actor);
    seen(router(workers).ask.count());
    run();
    kill(actor);
  },
};

const gone = worker();
kill(gone);

function use(once: () => void): void {
  once();
  run();
  loop.advance(50);
  scene.unhandled.length = 0;
}

async function keeps(what: string, count: number, once: () => void): Promise<void> {
  await keepsNothing(what, () => use(once), count);
  await loop.settle();
  assert.equal(scene.left().tasks, [lasting.name]);
  assert.is(getEventListeners(signal, "abort").length, 0);
  assert.equal([group.size, other.size, whereIs("kept")], [0, 0, null]);
  assert.is(registry.whereIs(names - 1), null);
}

function endAll(make: () => AnyRef): void {
  for (const end of ENDS) {
    end(make());
    run();
  }
}

for (const [what, once] of Object.entries(USES))
  test(`nothing is kept of ${what}`, async () => {
    await keeps(what, COUNT, once);
  });

for (const [what, make] of Object.entries(DOING))
  test(`nothing is kept of ${what}, whatever ends it`, async () => {
    await keeps(what, COUNT, () => endAll(make));
  });

test("and no timer is left of all of them", () => {
  lasting.tell.never("same");
  run();
  loop.advance(1_000_000);
  assert.is(scene.left().timers, 0);
});

test.run();
