// watchdog: 180 s
/** Supervisors against a model of OTP's rules: random trees, ends, failing starts, requests and pauses. */
import { type ExitReason, isOrderly, spawn } from "@mailslot/actor";
import type { Source } from "@mailslot/core";
import { type RestartType, type Strategy, type Supervisor, supervisor } from "@mailslot/supervision";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage, Worker } from "../stage.js";

const test = suite("model");

interface ModelChild {
  readonly id: string;
  readonly restart: RestartType;
  running: boolean;
}

/** What OTP's supervisor does, in the fewest words: lists, and no actors. */
class Model {
  readonly log: string[] = [];
  alive = true;
  private children: ModelChild[];
  private times: number[] = [];
  private readonly strategy: Strategy;
  private readonly restarts: number;
  private readonly fails: { left: number };

  constructor(strategy: Strategy, restarts: number, children: ModelChild[], fails: { left: number }) {
    this.strategy = strategy;
    this.restarts = restarts;
    this.children = children;
    this.fails = fails;
    for (const child of children) this.start(child);
  }

  list(): string[] {
    return this.children.map(({ id, running }) => `${id} ${running ? "running" : "stopped"}`);
  }

  find(id: string): ModelChild | undefined {
    return this.children.find((child) => child.id === id);
  }

  end(id: string, reason: string, now: number): void {
    const child = this.find(id);
    if (!child?.running) return;
    this.stop(child, reason);
    if (child.restart === "permanent" || (child.restart === "transient" && !isOrderly(reason)))
      this.restart(child, now);
    else if (child.restart === "temporary") this.drop(child);
  }

  terminate(id: string): void {
    const child = this.find(id);
    if (child === undefined) return;
    this.stop(child, "shutdown");
    if (child.restart === "temporary") this.drop(child);
  }

  again(id: string): void {
    const child = this.find(id);
    if (child !== undefined && !child.running) this.start(child);
  }

  add(child: ModelChild): void {
    if (this.find(child.id) !== undefined) return;
    if (this.start(child)) this.children.push(child);
  }

  private restart(child: ModelChild, now: number): void {
    this.times = [...this.times, now].filter((time) => time >= now - 1_000);
    if (this.times.length > this.restarts) {
      this.shutDown();
      return;
    }
    for (const other of this.group(child).reverse()) {
      if (other === child) continue;
      this.stop(other, "shutdown");
      if (other.restart === "temporary") this.drop(other);
    }
    for (const each of this.group(child)) {
      if (this.start(each)) continue;
      this.restart(each, now);
      return;
    }
  }

  private shutDown(): void {
    for (const child of [...this.children].reverse()) this.stop(child, "shutdown");
    this.alive = false;
  }

  private group(child: ModelChild): ModelChild[] {
    if (this.strategy === "one-for-one") return [child];
    return this.strategy === "one-for-all" ? [...this.children] : this.children.slice(this.children.indexOf(child));
  }

  private start(child: ModelChild): boolean {
    if (child.running) return true;
    if (this.fails.left > 0) {
      this.fails.left--;
      return false;
    }
    this.log.push(`+${child.id}`);
    child.running = true;
    return true;
  }

  private stop(child: ModelChild, reason: string): void {
    if (child.running) this.log.push(`-${child.id} ${reason}`);
    child.running = false;
  }

  private drop(child: ModelChild): void {
    this.children = this.children.filter((other) => other !== child);
  }
}

class Real {
  readonly on: Stage;
  readonly log: string[] = [];
  readonly fails = { left: 0 };
  readonly sup: Supervisor;

  constructor(strategy: Strategy, restarts: number, children: readonly ModelChild[]) {
    this.on = stage();
    const specs = children.map((child) => this.spec(child));
    const options = { strategy, intensity: { restarts, within: 1_000 }, children: specs };
    this.sup = this.ask(supervisor({ scheduler: this.on.scheduler, ...options })) as Supervisor;
  }

  spec({ id, restart }: ModelChild) {
    const start = () => {
      if (this.fails.left === 0) return spawn(Worker, this.log, id);
      this.fails.left--;
      throw new Error("does not start");
    };
    return { id, restart, start };
  }

  /** Returns what `source` gives; undefined when it fails. */
  ask<T>(source: Source<T>): T | undefined {
    const outcome = this.on.scheduler.go(() => source).outcome();
    const watcher = this.on.scheduler.go(() => outcome);
    this.on.run();
    const end = watcher.poll() as { status: string; value?: T };
    return end.status === "completed" ? end.value : undefined;
  }

  end(id: string, reason: ExitReason): void {
    const found = this.ask(this.sup.whichChildren())?.find((child) => child.id === id);
    (found?.child as Worker | null | undefined)?.tell.end(reason);
    this.on.run();
  }

  list(): string[] | undefined {
    return this.ask(this.sup.whichChildren())?.map(({ id, status }) => `${id} ${status}`);
  }
}

type Step =
  | { readonly do: "end"; readonly id: string; readonly reason: string; readonly fails: number }
  | { readonly do: "terminate" | "again"; readonly id: string }
  | { readonly do: "add"; readonly id: string; readonly restart: RestartType }
  | { readonly do: "wait"; readonly ms: number };

const id = fc.constantFrom("a", "b", "c", "d", "e");
const restart = fc.constantFrom<RestartType>("permanent", "transient", "temporary");
const reason = fc.constantFrom("normal", "shutdown", "broken", "killed");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("end" as const), id, reason, fails: fc.nat(2) }) },
  fc.record({ do: fc.constantFrom("terminate" as const, "again" as const), id }),
  fc.record({ do: fc.constant("add" as const), id, restart }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.nat(1_500) }),
);
const children = fc.uniqueArray(fc.record({ id, restart }), { selector: (child) => child.id, maxLength: 5 });

test("a supervisor does what the model does, step by step", () => {
  const strategy = fc.constantFrom<Strategy>("one-for-one", "one-for-all", "rest-for-one");
  const property = fc.property(strategy, fc.nat(4), children, fc.array(step, { maxLength: 30 }), play);
  check(property, { numRuns: 1_000 });
});

function play(strategy: Strategy, restarts: number, specs: Pick<ModelChild, "id" | "restart">[], steps: Step[]): void {
  const fresh = () => specs.map((spec) => ({ ...spec, running: false }));
  const real = new Real(strategy, restarts, fresh());
  const fails = { left: 0 };
  const model = new Model(strategy, restarts, fresh(), fails);
  let now = 0;
  for (const each of steps) {
    if (each.do === "wait") now += each.ms;
    take(model, real, fails, each, now);
    assert.equal(real.log, model.log);
    assert.is(real.sup.alive, model.alive);
    if (!model.alive) break;
    assert.equal(real.list(), model.list());
  }
}

function take(model: Model, real: Real, fails: { left: number }, each: Step, now: number): void {
  if (each.do === "wait") real.on.loop.advance(each.ms);
  else if (each.do === "end") {
    fails.left = each.fails;
    real.fails.left = each.fails;
    model.end(each.id, each.reason, now);
    real.end(each.id, each.reason);
    fails.left = 0;
    real.fails.left = 0;
  } else if (each.do === "terminate") {
    model.terminate(each.id);
    real.ask(real.sup.terminateChild(each.id));
  } else if (each.do === "add") {
    const child = { id: each.id, restart: each.restart, running: false };
    model.add(child);
    if (model.find(each.id) === child || real.list()?.every((line) => !line.startsWith(`${each.id} `)))
      real.ask(real.sup.startChild(real.spec(child)));
  } else {
    model.again(each.id);
    real.ask(real.sup.restartChild(each.id));
  }
}

test.run();
