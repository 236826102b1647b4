// What actors and their messages do, with n members.
import {
  currentActor,
  deadLetters,
  defineActor,
  defineRawActor,
  drain,
  exitOf,
  generic,
  idleFor,
  kill,
  signal,
  spawn,
  spawnWith,
  startOf,
  stop,
  taskOf,
  terminate,
} from "@mailslot/actor";
import { oneshot } from "@mailslot/core";
import { stage, times } from "./stage.mjs";

/** No row is about the warning. */
const mailbox = { warnAt: Number.POSITIVE_INFINITY };

const Counter = defineActor("counter", {
  mailbox,
  priority: { urgent: 1 },
  state: () => ({ count: 0 }),
  receive: {
    add: (ctx, by) => {
      ctx.state.count += by;
    },
    urgent: (ctx) => {
      ctx.state.count++;
    },
    get: (ctx) => ctx.state.count,
    same: generic((_ctx, value) => value),
    self: () => currentActor(),
    *never() {
      yield* oneshot();
    },
  },
  signal() {},
});

const Timed = defineActor("timed", {
  mailbox,
  receive: {
    later(ctx, n) {
      for (let index = 0; index < n; index++) ctx.tellAfter({ ms: 1 + (index % 1000), key: String(index) }, "tick");
    },
    quiet(ctx, n) {
      for (let index = 0; index < n; index++)
        ctx.tellAfter(idleFor(1_000 + (index % 1000), { key: String(index) }), "tick");
    },
    often(ctx, n) {
      for (let index = 0; index < n; index++) ctx.tellEvery({ ms: 10, key: String(index) }, "tick");
    },
    stop(ctx, n) {
      for (let index = 0; index < n; index++) ctx.stopTimer(String(index));
    },
    tick() {},
  },
});

const Stashing = defineActor("stashing", {
  mailbox,
  stash: Number.POSITIVE_INFINITY,
  initially: "closed",
  behaviours: {
    closed: {
      work: (ctx) => ctx.stash(),
      open(ctx) {
        ctx.become(null);
        ctx.unstash();
      },
    },
  },
  receive: { work() {}, open() {} },
});

/** Receives n of what comes second before what comes first. */
const Choosy = defineRawActor(
  "choosy",
  function* (ctx, n) {
    for (let left = n; left > 0; left--) yield* ctx.receive("second");
    for (let left = n; left > 0; left--) yield* ctx.receive("first");
    for (let left = n; left > 0; left--) yield* ctx.receiveWhere(({ name }) => name === "third");
  },
  { mailbox },
);

/** Tells one actor, while it cannot run, n messages by `tell`; then lets it run. */
function told(definition, tell, ...given) {
  return function* (n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(definition, ...given));
    for (let index = 0; index < n; index++) tell(ref, index);
    yield* own.run();
    kill(ref);
  };
}

/** Spawns n actors and ends them by `end`. */
function ended(end, wait = () => {}) {
  return function* (n) {
    const own = stage();
    const refs = yield* own.done(() => times(n, () => spawn(Counter)));
    for (const ref of refs) wait(ref, own);
    yield* own.run();
    for (const ref of refs) end(ref);
    yield* own.run();
  };
}

/** Asks one actor n times, all at once, by `ask`, then does `then`. */
function asked(ask, then = function* () {}) {
  return function* (n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Counter));
    const control = new AbortController();
    times(n, () => own.go(() => ask(ref, control.signal)).then(undefined, () => {}));
    yield* own.run();
    yield* then(own, control);
    kill(ref);
    yield* own.run();
  };
}

export const rows = {
  "actors, spawned and killed": ended((ref) => kill(ref)),
  "actors, stopped": ended((ref) => stop(ref)),
  "actors, terminated": ended((ref) => terminate(ref)),
  "actors, drained": ended((ref) => drain(ref)),
  "actors whose ends are awaited": ended(
    (ref) => kill(ref),
    (ref, own) => own.go(() => exitOf(ref)),
  ),
  "actors whose starts and tasks are awaited": ended(
    (ref) => kill(ref),
    (ref, own) => {
      own.go(() => startOf(ref));
      own.go(() => taskOf(ref));
    },
  ),
  *"waiters for one actor's end"(n) {
    const own = stage();
    const ref = spawnWith({ scheduler: own.scheduler }, Counter);
    yield* own.run();
    times(n, () => own.go(() => exitOf(ref)));
    yield* own.run();
    kill(ref);
    yield* own.run();
  },
  "messages to one actor": told(Counter, (ref) => ref.tell.add(1)),
  "messages of two priorities": told(Counter, (ref, index) => (index % 2 === 0 ? ref.tell.add(1) : ref.tell.urgent())),
  "signals to one actor": told(Counter, (ref) => signal(ref, { type: "news", from: ref, reason: "normal" })),
  "messages by which an actor becomes known": told(Counter, (ref) => ref.tell.self()),
  "messages to a full mailbox that drops": told(
    defineActor("dropping", { mailbox: { capacity: 100, overflow: "drop-oldest" }, receive: { add() {} } }),
    (ref) => ref.tell.add(),
  ),
  "messages to a full mailbox that makes wait": told(
    defineActor("waiting", { mailbox: { capacity: 100 }, receive: { add() {} } }),
    (ref) => ref.tell.add(),
  ),
  *"messages to an actor that has ended, and who listens"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Counter));
    kill(ref);
    const letters = deadLetters();
    for (let index = 0; index < n; index++) ref.tell.add(1);
    yield* own.run();
    letters.unsubscribe();
  },
  *"messages received by name"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Choosy, n));
    for (const name of ["first", "second", "third"]) for (let index = 0; index < n; index++) ref.tell[name]();
    yield* own.run();
  },
  *"messages stashed"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Stashing));
    for (let index = 0; index < n; index++) ref.tell.work();
    yield* own.run();
    ref.tell.open();
    yield* own.run();
    kill(ref);
  },
  "asks of one actor": asked((ref) => ref.ask.get()),
  "asks of a generic message": asked((ref) => ref.ask.same(1)),
  "asks that expire": asked(
    (ref) => ref.ask.never(),
    (own) => own.advance(5_000),
  ),
  "asks with one signal, answered": asked((ref, signal) => ref.askWith({ signal }).get()),
  *"asks with one signal, aborted"(n) {
    yield* asked(
      (ref, signal) => ref.askWith({ signal }).never(),
      function* (own, control) {
        control.abort();
        yield* own.run();
      },
    )(n);
  },
  *"timers of one actor"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Timed));
    ref.tell.later(n);
    yield* own.run();
    yield* own.advance(1_000);
    ref.tell.often(n);
    yield* own.run();
    yield* own.advance(10);
    ref.tell.stop(n);
    yield* own.run();
    kill(ref);
  },
  *"messages to an actor with as many idle timers"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Timed));
    ref.tell.quiet(n);
    yield* own.run();
    times(n, () => ref.tell.tick());
    yield* own.run();
    yield* own.advance(2_000);
    kill(ref);
    yield* own.run();
  },
  *"timers of one actor that ends"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Timed));
    ref.tell.later(n);
    yield* own.run();
    kill(ref);
    yield* own.run();
  },
};
