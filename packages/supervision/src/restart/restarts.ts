/**
 * Restarting. An attempt is counted, and too many end the supervisor; those that the strategy concerns are stopped; then, at
 * once or after the back-off, all of them are started. See docs/decisions/0321-supervisors.md.
 *
 * Invariants: a child is restarted only by `attempt`, which counts it, or with one that is; children that wait for that are
 * in a {@link Plan}.
 */
import { stop } from "@mailslot/actor";
import type { EventLoop, Scheduler, Steps } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
import type { Child } from "../child/child.js";
import { type Parent, startChild } from "../child/start.js";
import { stopChild } from "../child/stop.js";
import { SupervisionError } from "../errors.js";
import type { Children } from "../supervisor/children.js";
import type { EngineOptions, Strategy } from "../supervisor/options.js";
import { report } from "../supervisor/reports.js";
import { BackoffDelays } from "./backoff.js";
import { Plan } from "./plan.js";

/** How often a supervisor restarts before it gives up. */
export interface RestartIntensity {
  /** Restarts allowed within the window. Default: 1. */
  readonly restarts?: number;
  /** The window in milliseconds. Default: 5,000. */
  readonly within?: number;
}

/** The supervisor that restarts. */
interface Restarter extends Parent {
  readonly children: Children;
  /** Sends it a message by which it carries out a plan. */
  remind(plan: Plan): void;
}

export class Restarts {
  readonly strategy: Strategy;
  private readonly parent: Restarter;
  private readonly scheduler: Scheduler;
  private readonly intensity: Intensity;
  private readonly backoff: BackoffDelays | null;

  constructor(parent: Restarter, scheduler: Scheduler, { strategy, intensity, backoff }: EngineOptions) {
    this.strategy = strategy;
    this.parent = parent;
    this.scheduler = scheduler;
    this.intensity = new Intensity(intensity);
    this.backoff = backoff === undefined ? null : new BackoffDelays(backoff);
  }

  private get loop(): EventLoop {
    return this.scheduler.loop;
  }

  /** Restarts a child that has ended after it `ran` for so many milliseconds. */
  restart(child: Child, ran: number): Steps<void> | undefined {
    if (this.backoff !== null && ran >= this.backoff.resetAfter) child.attempts = 0;
    return this.attempt(child);
  }

  /** Counts a restart, and makes it, unless there were too many. */
  private attempt(child: Child): Steps<void> | undefined {
    if (!this.intensity.add(this.loop.now())) return this.giveUp(child);
    child.status = "restarting";
    child.restarts++;
    return this.strategy === "one-for-one" ? this.startOrWait([child], child) : this.restartGroup(child);
  }

  private giveUp(child: Child): undefined {
    const { parent } = this;
    const { restarts, within } = this.intensity;
    child.end();
    const error = new SupervisionError(
      "ERR_MAILSLOT_RESTART_INTENSITY",
      `${parent.name} gives up: child ${show(child.id)} ended once more after ${restarts === 1 ? "1 restart" : `${restarts} restarts`} within ${within} ms`,
      { cause: child.reason },
    );
    report(parent, "gave up", child, error);
    stop(parent.ref, { shutdown: error });
  }

  private *restartGroup(child: Child): Steps<void> {
    const group = this.groupOf(child);
    for (const other of group.toReversed()) {
      if (other === child) continue;
      yield* stopChild(this.parent, other);
      if (other.restart === "temporary") this.parent.children.forget(other);
      else other.status = "restarting";
    }
    const { children } = this.parent;
    const steps = this.startOrWait(
      group.filter((each) => children.has(each)),
      child,
    );
    if (steps !== undefined) yield* steps;
  }

  /** Returns those that the end of a child concerns, by the strategy, in the order of starting. */
  private groupOf(child: Child): Child[] {
    const all = [...this.parent.children];
    return this.strategy === "one-for-all" ? all : all.slice(all.indexOf(child));
  }

  // Starting.

  private startOrWait(group: readonly Child[], leader: Child): Steps<void> | undefined {
    if (this.backoff === null) return this.start(group);
    const plan = new Plan(group, leader, false);
    const timer = this.loop.startTimer(this.backoff.delay(++leader.attempts), () =>
      this.scheduler.io(() => this.parent.remind(plan)),
    );
    plan.startedTimer(() => this.loop.stopTimer(timer));
    return undefined;
  }

  private start(group: readonly Child[]): Steps<void> | undefined {
    return group.length === 1 ? this.startOne(group, 0) : this.startGroup(group);
  }

  private *startGroup(group: readonly Child[]): Steps<void> {
    for (const [n, child] of group.entries()) {
      const steps = this.startOne(group, n);
      if (steps !== undefined) yield* steps;
      if (child.plan !== null) return; // its start has failed
    }
  }

  /** Starts the `n`th child of a group. If that fails, it is tried again, with those after it. */
  private startOne(group: readonly Child[], n: number): Steps<void> | undefined {
    const child = group[n] as Child;
    try {
      const steps = startChild(this.parent, child);
      return steps === null ? this.started(child) : this.finishStart(group, n, steps);
    } catch (error) {
      return this.attemptLater(group, n, error);
    }
  }

  private *finishStart(group: readonly Child[], n: number, steps: Steps<void>): Steps<void> {
    try {
      yield* steps;
    } catch (error) {
      if (this.parent.isCancellation(error)) throw error;
      this.attemptLater(group, n, error);
      return;
    }
    this.started(group[n] as Child);
  }

  private started(child: Child): undefined {
    if (child.running === null) this.parent.children.forgetUnlessKept(child);
    else report(this.parent, "restarted", child, child.reason);
  }

  /** A restart that failed is tried again when the host has polled: meanwhile the supervisor answers. */
  private attemptLater(group: readonly Child[], n: number, error: unknown): undefined {
    const child = group[n] as Child;
    child.reason = error;
    report(this.parent, "did not start", child, error);
    const plan = new Plan(group.slice(n), child, true);
    this.loop.afterPoll(() => {
      if (!plan.isEmpty) this.parent.remind(plan);
    });
  }

  /** Does what was planned for those that are still to run again. */
  carryOut(plan: Plan): Steps<void> | undefined {
    if (plan.isEmpty) return undefined;
    const { leader } = plan;
    return plan.counts && leader.plan === plan ? this.attempt(leader) : this.start(plan.children);
  }
}

/**
 * Restart intensity, counted as OTP's supervisor counts: every attempt to restart, also one that fails; too many when
 * more than `restarts` lie within the last `within` milliseconds, both ends included.
 */
class Intensity {
  readonly restarts: number;
  readonly within: number;
  private times: number[];
  /** Where in `times` the window begins. */
  private first: number;

  constructor({ restarts = 1, within = 5_000 }: RestartIntensity) {
    if (!(Number.isInteger(restarts) || restarts === Number.POSITIVE_INFINITY) || restarts < 0)
      throw wrong("restarts", restarts, "a whole number from 0, or Infinity");
    if (typeof within !== "number" || !(within > 0)) throw wrong("within", within, "milliseconds above 0");
    this.restarts = restarts;
    this.within = within;
    this.times = [];
    this.first = 0;
  }

  /** Counts a restart at `now`; returns whether it is allowed. */
  add(now: number): boolean {
    if (this.restarts === Number.POSITIVE_INFINITY) return true;
    this.times.push(now);
    return this.recent(now) <= this.restarts;
  }

  /** Returns how many restarts lie in the window that ends at `now`. */
  recent(now: number): number {
    while (this.first < this.times.length && (this.times[this.first] as number) < now - this.within) this.first++;
    if (this.first > 64 && this.first * 2 > this.times.length) {
      this.times = this.times.slice(this.first);
      this.first = 0;
    }
    return this.times.length - this.first;
  }
}

function wrong(what: string, got: unknown, want: string): SupervisionError {
  return new SupervisionError("ERR_MAILSLOT_SUPERVISOR_OPTIONS", `intensity.${what} is ${show(got)}: give ${want}`);
}
