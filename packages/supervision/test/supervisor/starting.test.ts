/** Starting: in order, one after the other; a child that does not start stops those before it. */
import { runInNewContext } from "node:vm";
import { type AnyRef, defineActor, isRef, kill, spawn } from "@mailslot/actor";
import { type Source, type Steps, sleep, type Task, timeout, yieldNow } from "@mailslot/core";
import { select } from "@mailslot/select";
import { type ChildSpec, supervisor, tree } from "@mailslot/supervision";
import { thrown } from "@mailslot/test-support/rejection";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, never, orderedScene, type Scene, scene, Worker } from "../stage.js";

const test = suite("starting");

test("children start in order, and stop in reverse", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b"), on.spec("c")] });
  assert.is(on.news(), "+a, +b, +c");
  assert.is(on.now(sup.stop()), "shutdown");
  assert.is(on.news(), "-c shutdown, -b shutdown, -a shutdown");
  assert.equal(on.unhandled, []);
});

test("a child may be a ref, a task, a supervisor, a promise, an operation or steps that give it, or none", async () => {
  const on = scene();
  const start = supervisor({
    scheduler: on.scheduler,
    children: [
      on.spec("ref"),
      { id: "task", start: () => on.scheduler.go(() => new Promise(() => {})) as Task },
      { id: "supervisor", start: () => supervisor({ children: [on.spec("inner")] }) },
      { id: "promise", start: async () => spawn(Worker, on.log, "promise") },
      {
        id: "steps",
        *start() {
          yield* on.scheduler.go(() => on.log.push("waited"));
          return spawn(Worker, on.log, "steps");
        },
      },
      { id: "none", start: () => null },
    ],
  });
  await on.loop.settle();
  const sup = await start;
  assert.is(on.news(), "+ref, +inner, +promise, waited, +steps");
  assert.equal(on.now(sup.countChildren()), { specs: 6, active: 5, supervisors: 1, workers: 5 });
  assert.is(isRef(sup.child("promise")), true);
  (sup.child("steps") as Worker).tell.end("normal");
  assert.is(
    code(() => sup.child("none")),
    "ERR_MAILSLOT_CHILD_NOT_RUNNING",
  );
});

test("what a start throws, whatever it is, is the cause of the supervisor's failure", () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const silent = new Proxy(new Error("silent"), {
    get() {
      throw new Error("not to be read");
    },
  });
  const foreign: unknown = runInNewContext("Object.assign(new TypeError('of another realm'), { shutdown: 'no' })");
  for (const cause of [undefined, Symbol("s"), Object.freeze(new Error("frozen")), revoked.proxy, silent, foreign]) {
    const on = scene();
    const start = supervisor({
      scheduler: on.scheduler,
      children: [
        {
          id: "a",
          start: () => {
            throw cause;
          },
        },
      ],
    });
    const task = on.go(() => start);
    const outcome = on.go(() => task.outcome());
    on.run();
    const { error } = outcome.poll() as { error: Error & { code: string } };
    assert.is(error.code, "ERR_MAILSLOT_CHILD_START");
    assert.ok(Object.is(error.cause, cause));
    if (cause === foreign) assert.match(error.message, /did not start: .*of another realm/);
    assert.equal(on.unhandled, []);
  }
});

test("a supervisor whose start is a case that is not taken is stopped, whether or not the select has waited", () => {
  for (const use of [
    (start: Source<unknown>) => select({ now: yieldNow(), start }, { biased: true }),
    (start: Source<unknown>) => select({ start }, { otherwise: true }),
    (start: Source<unknown>) => select({ soon: sleep(5), start: timeout(start, 1_000) }),
  ]) {
    const on = scene();
    const task = on.go(() =>
      use(supervisor({ children: [on.spec("a"), { id: "slow", start: () => sleep(60_000) as never }] })),
    );
    on.run();
    on.loop.advance(5);
    assert.is(task.status, "completed");
    assert.equal(on.left(), { tasks: [], timers: 0 });
  }
});

test("a supervisor works under await, and under await using", async () => {
  const log: string[] = [];
  const spec = { id: "a", start: () => spawn(Worker, log, "a") };
  {
    await using sup = await supervisor({ children: [spec] });
    assert.is(await sup.child("a").ask.count(), 1);
  }
  assert.equal(log, ["+a", "-a shutdown"]);
});

test("a child that does not start stops those before it in reverse, and fails the supervisor", () => {
  const on = scene();
  const sup = supervisor({
    scheduler: on.scheduler,
    children: [
      on.spec("a"),
      on.spec("b"),
      on.spec("c", {
        start() {
          throw crash;
        },
      }),
      on.spec("d"),
    ],
  });
  on.scheduler
    .go(() => sup)
    .outcome()
    .poll();
  on.run();
  assert.is(on.news(), "+a, +b, -b shutdown, -a shutdown");
  assert.throws(
    () => sup.poll(),
    (error: Error & { code: string }) =>
      error.code === "ERR_MAILSLOT_CHILD_START" && error.cause === crash && /child "c" .* crash/.test(error.message),
  );
});

test("a supervisor that fails to start without a waiter is reported", () => {
  const on = scene();
  const start = () => {
    throw crash;
  };
  supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] });
  on.run();
  assert.is(on.unhandled.length, 1);
  assert.is((on.unhandled[0] as Error).cause, crash);
});

test("giving up the wait for a supervisor stops it", () => {
  const on = scene();
  const task = on.scheduler.go(function* () {
    yield* supervisor({
      children: [
        on.spec("a"),
        {
          id: "b",
          *start() {
            yield* never();
            return null;
          },
        },
      ],
    });
  });
  on.run();
  task.cancel();
  on.run();
  assert.is(task.status, "cancelled");
  assert.is(on.news(), "+a, -a shutdown");
});

test("a child whose promise resolves too late is stopped again", async () => {
  const on = scene();
  let arrive = (_ref: AnyRef): void => {};
  const late = new Promise<AnyRef>((resolve) => {
    arrive = resolve;
  });
  const start = supervisor({ scheduler: on.scheduler, children: [{ id: "late", start: () => late }] });
  const waiting = on.scheduler.go(() => start);
  on.run();
  waiting.cancel();
  on.run();
  const ref = on.puppet("actor").who as AnyRef;
  arrive(ref);
  await on.loop.settle();
  assert.is(ref.alive, false);
});

// Actors with a `started` hook.

/** Logs `(id` when its `started` begins and `id)` when that ends; `first` is what it does in between. */
const Opening = defineActor("opening", {
  state: (log: string[], id: string, first: () => unknown) => ({ log, id, first }),
  receive: {},
  *started(ctx) {
    const { log, id, first } = ctx.state;
    log.push(`(${id}`);
    const steps = first();
    if (typeof steps === "object" && steps !== null) yield* steps as Steps<void>;
    log.push(`${id})`);
  },
  stopped: (ctx, reason) => void ctx.state.log.push(`-${ctx.state.id} ${String(reason)}`),
});

function opening(on: Scene, id: string, first: () => unknown = () => null): ChildSpec {
  return { id, start: () => spawn(Opening, on.log, id, first) };
}

test("an actor has started when its started has run: the next child starts after that", () => {
  const on = scene();
  const wait = () => sleep(100)[Symbol.iterator]() as Steps<void>;
  const children = [opening(on, "a", wait), opening(on, "b"), on.spec("c")];
  const start = supervisor({ scheduler: on.scheduler, children });
  on.scheduler.go(() => start);
  on.run();
  assert.is(on.news(), "(a");
  on.loop.advance(100);
  assert.is(on.news(), "a), (b, b), +c");
});

test("an actor whose started fails has not started: those before it are stopped, and the supervisor fails", () => {
  const on = scene();
  const fail = () => {
    throw crash;
  };
  const children = [on.spec("a"), opening(on, "b", fail), on.spec("c")];
  const start = supervisor({ scheduler: on.scheduler, children });
  const error = thrown(() => on.now(start));
  assert.equal([error.code, error.cause], ["ERR_MAILSLOT_CHILD_START", crash]);
  assert.is(on.news(), "+a, (b, -b Error: crash, -a shutdown");
  assert.equal(on.unhandled, []);
});

test("an actor that is killed before its started has run has not started", () => {
  const on = scene();
  const start = () => {
    const ref = spawn(Opening, on.log, "a", never);
    on.scheduler.go(() => kill(ref));
    return ref;
  };
  const error = thrown(() => on.now(supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] })));
  assert.is(error.code, "ERR_MAILSLOT_CHILD_START");
  assert.match(error.message, /killed/);
});

test("a restart whose started fails is a failed restart: it counts, and is tried again", () => {
  const on = scene();
  let fails = 0;
  const first = () => {
    if (fails-- > 0) throw crash;
  };
  const sup = on.start({ intensity: { restarts: 3 }, children: [opening(on, "a", first)] });
  fails = 2;
  kill(sup.child("a") as AnyRef);
  on.run();
  const [info] = on.now(sup.whichChildren());
  assert.equal([info?.status, info?.restarts], ["running", 3]);
  assert.equal(on.unhandled, []);
});

test("an actor that has still to start is not handed out, and is stopped with its supervisor", () => {
  const on = scene();
  let first: () => unknown = () => null;
  const sup = on.start({ children: [opening(on, "a", () => first()), on.spec("b")] });
  first = never;
  kill(sup.child("a") as AnyRef);
  on.run();
  assert.is(
    code(() => sup.child("a")),
    "ERR_MAILSLOT_CHILD_NOT_RUNNING",
  );
  assert.is(tree(sup).children[0]?.status, "restarting");
  on.news();
  assert.is(on.now(sup.stop()), "shutdown");
  assert.is(on.news(), "-b shutdown, -a shutdown");
});

test("actors that a task spawns start in the order in which they were spawned", () => {
  const on = orderedScene();
  on.scheduler.go(() => {
    for (const id of ["a", "b", "c"]) spawn(Opening, on.log, id, () => null);
  });
  on.run();
  assert.is(on.news(), "(a, a), (b, b), (c, c)");
});

test.run();
