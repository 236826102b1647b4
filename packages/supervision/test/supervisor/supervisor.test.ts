/** Supervisors: starting, restarting and stopping, by the rules of OTP's supervisor. */
import { type AnyRef, defineActor, exitOf, isRef, kill, type RefOf, spawn } from "@mailslot/actor";
import { channel, mapped, type Source, type Steps, sleep, type Task } from "@mailslot/core";
import {
  type ChildSpec,
  exit,
  type RestartType,
  type Strategy,
  type Supervisor,
  type SupervisorOptions,
  supervisor,
  tree,
  unlink,
} from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

const test = suite("supervisor");

const Worker = defineActor("worker", {
  state: (log: string[], id: string) => {
    log.push(`+${id}`);
    return { log, id };
  },
  receive: {
    crash(_ctx, error: unknown) {
      throw error;
    },
    end(ctx, reason: unknown) {
      ctx.stop(reason);
    },
    count: () => 1,
  },
  stopped(ctx, reason) {
    ctx.state.log.push(`-${ctx.state.id} ${reason instanceof Error ? reason.message : String(reason)}`);
  },
});
type Worker = RefOf<typeof Worker>;

const crash = new Error("crash");

/** Something that runs `on` a stage, and what happened there: `+a` when child a started, `-a why` when it stopped. */
interface Scene extends Stage {
  readonly log: string[];
  /** Returns what was logged since the last call. */
  news(): string;
  start(options: SupervisorOptions): Supervisor;
  spec(id: string, more?: Partial<ChildSpec>): ChildSpec;
  now<T>(source: Source<T>): T;
  worker(sup: Supervisor, id: string): Worker;
}

function scene(): Scene {
  const on = stage();
  const log: string[] = [];
  const now = <T>(source: Source<T>): T => {
    const task = on.scheduler.go(() => source);
    const outcome = task.outcome();
    on.scheduler.go(() => outcome);
    on.run();
    if (task.status === "waiting") throw new Error(`${source.describe()} is not there`);
    return task.poll() as T;
  };
  return {
    ...on,
    log,
    news: () => log.splice(0).join(", "),
    start: (options) => now(supervisor({ scheduler: on.scheduler, ...options })),
    spec: (id, more) => ({ id, start: () => spawn(Worker, log, id), ...more }),
    now,
    worker: (sup, id) => sup.child(id) as Worker,
  };
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return "nothing thrown";
}

function crashOf(on: Scene, sup: Supervisor, id: string, error: unknown = crash): void {
  on.worker(sup, id).tell.crash(error);
  on.run();
}

const many = { restarts: 100, within: 1 };

// Starting and stopping.

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

test("a supervisor that does not start, and that nobody waits for, is reported", () => {
  const on = scene();
  const start = () => {
    throw crash;
  };
  supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] });
  on.run();
  assert.is(on.unhandled.length, 1);
  assert.is((on.unhandled[0] as Error).cause, crash);
});

test("who gives up waiting for a supervisor stops it", () => {
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

test("a promise of a child that comes too late is stopped again", async () => {
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

// Restarting.

test("permanent is restarted however it ends, transient when it failed, temporary never", () => {
  const ends: [unknown, RestartType[]][] = [
    ["normal", ["permanent"]],
    ["shutdown", ["permanent"]],
    [{ shutdown: "why" }, ["permanent"]],
    ["other", ["permanent", "transient"]],
    ["killed", ["permanent", "transient"]],
  ];
  for (const [reason, restarted] of ends)
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      const on = scene();
      const sup = on.start({ children: [on.spec("a", { restart })] });
      on.news();
      on.worker(sup, "a").tell.end(reason);
      on.run();
      assert.is(
        on.news(),
        `-a ${String(reason)}${restarted.includes(restart) ? ", +a" : ""}`,
        `${restart} ${String(reason)}`,
      );
      const { specs } = on.now(sup.countChildren());
      assert.is(specs, restart === "temporary" ? 0 : 1);
    }
});

test("one-for-one restarts the one that ended", () => {
  assert.is(restartsOf("one-for-one"), "-b crash, +b");
});

test("one-for-all stops the others in reverse and starts all in order", () => {
  assert.is(restartsOf("one-for-all"), "-b crash, -d shutdown, -c shutdown, -a shutdown, +a, +b, +c, +d");
});

test("rest-for-one stops and starts those that were started after it", () => {
  assert.is(restartsOf("rest-for-one"), "-b crash, -d shutdown, -c shutdown, +b, +c, +d");
});

test("a temporary child that a strategy stops is not started again", () => {
  assert.is(restartsOf("one-for-all", "temporary"), "-b crash, -d shutdown, -c shutdown, -a shutdown, +a, +b, +c");
});

function restartsOf(strategy: Strategy, restart: RestartType = "permanent"): string {
  const on = scene();
  const children = [on.spec("a"), on.spec("b"), on.spec("c"), on.spec("d", { restart })];
  const sup = on.start({ strategy, children });
  on.news();
  crashOf(on, sup, "b");
  assert.equal(on.unhandled, []);
  return on.news();
}

test("a child that crashed is back and answers, as another actor under the same id", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const before = on.worker(sup, "a");
  crashOf(on, sup, "a");
  const after = on.worker(sup, "a");
  assert.is.not(after, before);
  assert.equal([before.alive, after.alive, on.now(after.ask.count())], [false, true, 1]);
});

test("the dead are no children: from its end on, before its supervisor acts, a child is restarting or stopped", () => {
  const stands: [RestartType, string][] = [
    ["permanent", "restarting"],
    ["transient", "restarting"],
    ["temporary", "stopped"],
  ];
  for (const [restart, status] of stands) {
    const on = scene();
    const sup = on.start({ children: [on.spec("a", { restart })] });
    const gate = channel<null>();
    sup.startChild({ id: "slow", start: () => gate.recv() });
    const list = sup.whichChildren();
    crashOf(on, sup, "a");
    assert.is(
      code(() => sup.child("a")),
      "ERR_MAILSLOT_CHILD_NOT_RUNNING",
    );
    const [node] = tree(sup).children;
    assert.equal([node?.status, node?.name, node?.reason], [status, null, crash]);
    gate.send(null);
    const [info] = on.now(list);
    assert.equal([info?.status, info?.child, info?.reason], [status, null, crash]);
  }
});

test("a child that has ended when its start gives it is restarted like one that ends later", () => {
  const on = scene();
  let starts = 0;
  const start = () => {
    const ref = spawn(Worker, on.log, "a");
    if (starts++ > 0) return ref;
    kill(ref);
    return mapped(exitOf(ref), () => ref);
  };
  const sup = on.start({ children: [{ id: "a", start }] });
  assert.is(on.worker(sup, "a").alive, true);
  assert.equal([starts, on.now(sup.whichChildren())[0]?.reason], [2, "noproc"]);
});

test("a supervisor given by its ref is one all the same: it may take its time to stop, and counts when it has", () => {
  const on = scene();
  const Slow = defineActor("slow", {
    receive: {},
    *stopped() {
      yield* sleep(30_000);
    },
  });
  const slow = { id: "slow", start: () => spawn(Slow), shutdown: 60_000 };
  const inner = () => mapped(supervisor({ children: [slow] }), ({ ref }) => ref);
  const sup = on.start({ children: [{ id: "inner", start: inner }] });
  const ref = sup.child("inner") as AnyRef;
  sup.terminateChild("inner");
  on.loop.advance(20_000);
  assert.is(ref.alive, true);
  on.loop.advance(10_000);
  assert.equal(on.now(sup.countChildren()), { specs: 1, active: 0, supervisors: 1, workers: 0 });
});

// Intensity.

test("one restart in five seconds is allowed by default; with the second the supervisor gives up", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b")] });
  crashOf(on, sup, "a");
  on.loop.advance(5_001);
  crashOf(on, sup, "a");
  assert.is(sup.alive, true);
  on.loop.advance(5_000); // the window has both its ends
  on.news();
  crashOf(on, sup, "a");
  assert.is(sup.alive, false);
  assert.is(on.news(), "-a crash, -b shutdown");
});

test("a supervisor that gives up ends with a shutdown that says why, and is reported when nobody sees it", () => {
  const on = scene();
  const sup = on.start({ intensity: { restarts: 0 }, children: [on.spec("a")] });
  crashOf(on, sup, "a");
  const [report] = on.unhandled as [Error];
  const error = report.cause as Error & { code: string };
  assert.is(error.code, "ERR_MAILSLOT_RESTART_INTENSITY");
  assert.is(error.cause, crash);
  assert.match(error.message, /supervisor#\d+ gives up: child "a" ended once more after 0 restarts within 5000 ms/);
  assert.is(on.unhandled.length, 1);
  assert.equal(on.now(exitOf(sup.ref)), { shutdown: error });
});

test("a supervisor that gives up is restarted by its own, when that is its restart", () => {
  for (const [restart, running] of [
    ["permanent", true],
    ["transient", false],
  ] as const) {
    const on = scene();
    const inner = () => supervisor({ intensity: { restarts: 0 }, children: [on.spec("a")] });
    const sup = on.start({ children: [{ id: "inner", start: inner, restart }] });
    crashOf(on, sup.child("inner") as Supervisor, "a");
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
  crashOf(on, sup, "a");
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
    crashOf(on, sup, "a");
    assert.is(on.news(), expected, strategy);
  }
});

// Back-off.

test("with a back-off restarts wait, longer each time, while the supervisor answers", () => {
  const on = scene();
  const backoff = { initial: 100, factor: 2, max: 300, jitter: 0 };
  const sup = on.start({ intensity: many, backoff, children: [on.spec("a")] });
  on.news();
  for (const wait of [100, 200, 300, 300]) {
    crashOf(on, sup, "a");
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
  crashOf(on, sup, "a");
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
  crashOf(on, sup, "a");
  on.loop.advance(100 + 1_000);
  on.news();
  crashOf(on, sup, "a");
  on.loop.advance(100);
  assert.is(on.news(), "-a crash, +a");
});

test("no timer of a back-off fires into a later incarnation", () => {
  const on = scene();
  const sup = on.start({ intensity: many, backoff: { initial: 1_000, jitter: 0 }, children: [on.spec("a")] });
  crashOf(on, sup, "a");
  on.now(sup.terminateChild("a"));
  on.now(sup.restartChild("a"));
  on.news();
  on.loop.advance(10_000);
  assert.is(on.news(), "");
  crashOf(on, sup, "a");
  on.now(sup.stop());
  on.news();
  on.loop.advance(10_000);
  assert.is(on.news(), "");
});

// Stopping.

test("a child that does not end within its shutdown is killed; a brutal kill does not ask", () => {
  const Stuck = defineActor("stuck", {
    state: (log: string[], id: string) => ({ log, id }),
    receive: {},
    *stopped(ctx, reason) {
      ctx.state.log.push(`-${ctx.state.id} ${String(reason)}`);
      yield* never();
    },
  });
  const on = scene();
  const stuck = (id: string, shutdown: number | "brutal-kill") => ({
    id,
    start: () => spawn(Stuck, on.log, id),
    shutdown,
  });
  const sup = on.start({ children: [stuck("a", 100), stuck("b", "brutal-kill"), stuck("c", 1_000)] });
  const stopped = sup.stop();
  on.run();
  assert.is(on.news(), "-c shutdown");
  on.loop.advance(999);
  assert.is(on.news(), "");
  on.loop.advance(1);
  assert.is(on.news(), "-b killed, -a shutdown");
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a task that traps or ignores its shutdown is killed in time", () => {
  const on = scene();
  const stubborn = () =>
    on.scheduler.go(function* () {
      try {
        yield* never();
      } finally {
        yield* never();
      }
    }) as Task;
  const sup = on.start({ children: [{ id: "a", start: stubborn, shutdown: 100 }, on.spec("b")] });
  const stopped = sup.stop();
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a child that unlinks itself neither leaves its supervisor nor hangs a shutdown", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b")] });
  unlink(sup, on.worker(sup, "a"));
  crashOf(on, sup, "a");
  assert.is(on.worker(sup, "a").alive, true);
  unlink(sup, on.worker(sup, "a"));
  assert.is(on.now(sup.stop()), "shutdown");
});

test("the children of a supervisor that was killed end with it", () => {
  const on = scene();
  const inner = () => supervisor({ children: [on.spec("a")] });
  const sup = on.start({ children: [{ id: "inner", start: inner }, on.spec("b")] });
  on.news();
  exit(sup, "kill");
  on.run();
  assert.is(on.news().split(", ").sort().join(", "), "-a shutdown, -b killed");
});

test("an exit signal from anybody else does not concern a supervisor", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  exit(sup, "broken");
  on.run();
  assert.is(sup.alive, true);
});

// Auto-shutdown.

test("the end of a significant child ends a supervisor that shuts down with any", () => {
  const on = scene();
  const significant = { restart: "transient", significant: true } as const;
  const sup = on.start({ autoShutdown: "any-significant", children: [on.spec("a", significant), on.spec("b")] });
  on.news();
  crashOf(on, sup, "a");
  assert.is(sup.alive, true);
  on.worker(sup, "a").tell.end("normal");
  on.run();
  assert.is(on.now(exitOf(sup.ref)), "shutdown");
  assert.is(on.news(), "-a crash, +a, -a normal, -b shutdown");
});

test("the end of the last significant child ends a supervisor that shuts down with all", () => {
  const on = scene();
  const significant = { restart: "temporary", significant: true } as const;
  const children = [on.spec("a", significant), on.spec("b", significant), on.spec("c")];
  const sup = on.start({ autoShutdown: "all-significant", children });
  crashOf(on, sup, "a");
  assert.is(sup.alive, true);
  crashOf(on, sup, "b");
  assert.is(sup.alive, false);
});

test("a significant child that is terminated on request ends no supervisor", () => {
  const on = scene();
  const sup = on.start({
    autoShutdown: "any-significant",
    children: [on.spec("a", { restart: "transient", significant: true })],
  });
  on.now(sup.terminateChild("a"));
  assert.is(sup.alive, true);
});

// While it runs.

test("children are added, terminated, restarted and deleted while a supervisor runs", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const added = on.now(sup.startChild(on.spec("b")));
  assert.is(added, sup.child("b"));
  on.now(sup.terminateChild("b"));
  assert.equal(statuses(on, sup), ["a running", "b stopped"]);
  on.now(sup.restartChild("b"));
  assert.equal(statuses(on, sup), ["a running", "b running"]);
  on.now(sup.terminateChild("a"));
  on.now(sup.deleteChild("a"));
  assert.equal(statuses(on, sup), ["b running"]);
  assert.is(on.news(), "+a, +b, -b shutdown, +b, -a shutdown");
});

test("a temporary child is forgotten when it is terminated", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a", { restart: "temporary" })] });
  on.now(sup.terminateChild("a"));
  assert.equal(statuses(on, sup), []);
});

test("a child that does not start on request is not added", () => {
  const on = scene();
  const sup = on.start({});
  const start = () => {
    throw crash;
  };
  assert.is(
    code(() => on.now(sup.startChild({ id: "a", start }))),
    "ERR_MAILSLOT_CHILD_START",
  );
  assert.equal(statuses(on, sup), []);
  assert.is(on.unhandled.length, 0);
});

function statuses(on: Scene, sup: Supervisor): string[] {
  return on.now(sup.whichChildren()).map(({ id, status }) => `${id} ${status}`);
}

function* never(): Steps<void> {
  yield* channel<void>().recv();
}

test.run();
