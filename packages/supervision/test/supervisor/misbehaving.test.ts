// watchdog: 180 s
/**
 * User code that may do anything: starts, hooks, listeners and back-off draws that throw, re-enter, cancel or end their actor,
 * chosen by a seed. Afterwards every wait is over, the tree has ended in order, and nothing is left of it.
 */
import { type AnyRef, createRegistry, defineActor, exitOf, kill, spawn, stop, terminate } from "@mailslot/actor";
import { type Source, type Steps, sleep, type Task } from "@mailslot/core";
import {
  type ChildSpec,
  exit,
  link,
  monitor,
  type Startable,
  type Strategy,
  type Supervisor,
  signals,
  supervisionReports,
  supervisor,
  trapExits,
  tree,
  unlink,
} from "@mailslot/supervision";
import { anySeed, Misbehaved, type Misbehaving, misbehave } from "@mailslot/test-support/misbehave";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

const test = suite("misbehaving");
const IDS = ["a", "b", "c", "d", "inner"];
const STRATEGIES: readonly Strategy[] = ["one-for-one", "one-for-all", "rest-for-one"];

/** What one run has: a stage, user code that misbehaves, and everything that was made and asked. */
class Run {
  readonly on: Stage;
  readonly user: Misbehaving;
  readonly names: ReturnType<typeof createRegistry>;
  readonly made: Startable[] = [];
  /** What was asked and waited for: each must be answered. */
  readonly waits: { readonly what: string; readonly task: Task<unknown> }[] = [];
  readonly wrong: string[] = [];
  sup: Supervisor | null = null;

  constructor(seed: number) {
    this.on = stage();
    this.names = createRegistry();
    this.user = misbehave(seed, {
      start: () => this.ask("startChild", (sup) => sup.startChild(this.spec("new", 0))),
      terminate: () => this.ask("terminateChild", (sup) => sup.terminateChild(this.id())),
      restart: () => this.ask("restartChild", (sup) => sup.restartChild(this.id())),
      delete: () => this.ask("deleteChild", (sup) => sup.deleteChild(this.id())),
      list: () => this.ask("whichChildren", (sup) => sup.whichChildren()),
      look: () => (this.sup === null ? null : tree(this.sup)),
      kill: () => kill(this.any() as AnyRef),
      end: () => terminate(this.any() as AnyRef, "told"),
      stop: () => stop(this.any() as AnyRef, new Error("stopped")),
      exit: () => exit(this.any(), this.user.below(2) === 0 ? "kill" : "hit"),
      link: () => link(this.any(), this.any()),
      unlink: () => unlink(this.any(), this.any()),
      watch: () => monitor(this.any(), this.any()),
      "stop the supervisor": () => this.user.below(6) === 0 && this.ask("stop", (sup) => sup.stop()),
      "kill the supervisor": () => this.user.below(12) === 0 && this.sup !== null && exit(this.sup, "kill"),
    });
  }

  /** Stands for user code at `place`. While the tree starts, it mostly behaves: else few would ever stand. */
  at(place: string): void {
    if (this.sup !== null || this.user.below(10) === 0) this.user.at(place, null);
  }

  private id(): string {
    return IDS[this.user.below(IDS.length)] as string;
  }

  private any(): Startable {
    const found = this.made[this.user.below(this.made.length)];
    if (found === undefined) throw new Error("nothing was made");
    return found;
  }

  private ask(what: string, action: (sup: Supervisor) => Source<unknown>): void {
    if (this.sup === null) return;
    const answer = action(this.sup);
    const body = function* () {
      try {
        yield* answer;
      } catch {
        // whatever it is, it is an answer
      }
    };
    this.waits.push({ what, task: this.on.scheduler.go(body) as Task });
  }

  spec(id: string, depth: number): ChildSpec {
    const restart = (["permanent", "transient", "temporary"] as const)[this.user.below(3)] ?? "permanent";
    const shutdown = ([0, 50, "brutal-kill", 500] as const)[this.user.below(4)] ?? 0;
    return { id, restart, shutdown: depth > 0 ? 1_000 : shutdown, start: () => this.start(id, depth) };
  }

  private start(id: string, depth: number): never {
    this.at("start");
    const make = (): Startable => {
      const made = this.user.below(3) === 0 ? this.task() : spawn(Worker, this as Run, id);
      this.made.push(made);
      return made;
    };
    if (depth > 0) return this.supervisor(depth - 1) as never;
    switch (this.user.below(4)) {
      case 0:
        return make() as never;
      case 1:
        return null as never;
      case 2:
        return this.later(make) as never;
      default:
        return make() as never;
    }
  }

  private *later(make: () => Startable): Steps<Startable> {
    try {
      this.at("start, in steps");
      yield* sleep(10);
    } finally {
      this.at("start, in finally");
    }
    return make();
  }

  private task(): Task {
    const { user } = this;
    const at = (place: string): void => this.at(place);
    return this.on.scheduler.go(function* child() {
      if (user.below(2) === 0) trapExits(true);
      try {
        for (;;) {
          at("task");
          if ((yield* signals()).reason === "killed") return; // one that traps exits outlives a supervisor that was killed
        }
      } finally {
        at("task, in finally");
      }
    }) as Task;
  }

  supervisor(depth: number): Source<Supervisor> {
    const { user } = this;
    const backoff = { initial: 5, max: 50, random: () => user.at("random", 0.5) };
    const children = IDS.map((id) => this.spec(id, id === "inner" ? depth : 0)).slice(0, depth > 0 ? 5 : 4);
    return supervisor({
      scheduler: this.on.scheduler,
      strategy: STRATEGIES[user.below(3)] ?? "one-for-one",
      intensity: { restarts: user.below(5), within: 100 },
      ...(user.below(2) === 0 ? { backoff } : {}),
      children,
    }) as Source<Supervisor>;
  }
}

const Worker = defineActor("worker", {
  state: (run: Run, id: string) => ({ run, id, ended: 0 }),
  receive: {
    poke: (ctx) => ctx.state.run.at("handler"),
  },
  *started(ctx) {
    const { run, id } = ctx.state;
    if (run.names.whereIs(id) === null) run.names.register(id, ctx.self);
    if (run.user.below(3) === 0) trapExits(true);
    run.at("started");
    if (run.user.below(3) === 0) yield* sleep(5);
    ctx.tellEvery(20, "poke");
    run.at("started, after a wait");
  },
  *stopped(ctx) {
    const { run } = ctx.state;
    if (++ctx.state.ended > 1) run.wrong.push(`${ctx.self.name} was stopped twice`);
    run.at("stopped");
    if (run.user.below(4) === 0) yield* sleep(5);
    run.at("stopped, after a wait");
  },
  signal: (ctx) => void ctx.state.run.at("signal"),
});

test("whatever user code does, every wait is over, the tree ends, and nothing is left", () => {
  anySeed((seed) => {
    const run = new Run(seed);
    const { on, user } = run;
    const reports = supervisionReports();
    on.scheduler.onUnhandled = (error) => {
      on.unhandled.push(error);
      user.at("onUnhandled", null);
    };
    on.scheduler.go(function* listen() {
      for (;;) {
        yield* reports.recv();
        try {
          user.at("listener of reports", null);
        } catch {
          // a listener's own failure concerns it alone
        }
      }
    });
    on.scheduler.go(function* begin() {
      try {
        run.sup = yield* run.supervisor(1);
      } catch {
        // it did not start
      }
    });
    settle(on, 300);
    user.calm();
    settle(on, 1_000);
    const { sup } = run;
    if (sup !== null) sup.stop();
    settle(on, 10_000);
    const said = `seed ${seed}:\n${user.log.join("\n")}`;
    if (sup !== null) {
      assert.is(sup.alive, false, `the supervisor has not ended, ${said}`);
      exitOf(sup.ref).poll();
    }
    for (const { what, task } of run.waits)
      assert.is(task.status, "completed", `${what} has not been answered, ${said}`);
    assert.equal(run.wrong, [], said);
    assert.equal(on.left(), { tasks: ["listen"], timers: 0 }, said);
    for (const id of [...IDS, "new"]) assert.is(run.names.whereIs(id), null, `${id} is held by the dead, ${said}`);
  }, 1_000);
});

/** Lets time pass, in steps, whatever `onUnhandled` throws at the host. */
function settle(on: Stage, ms: number): void {
  for (const until = on.loop.now() + ms; on.loop.now() < until; ) {
    try {
      on.loop.advance(10);
    } catch (error) {
      if (!(error instanceof Misbehaved)) throw error;
    }
  }
}

test.run();
