/**
 * Restarting: what a supervisor does about a child that is to run again. An attempt is counted, and too many end the
 * supervisor; those whom the strategy concerns are stopped; then, at once or after the back-off, all of them are started.
 *
 * Invariants: a child is restarted only by `attempt`, which counts it; what is planned (a start after a delay, another
 * attempt after one that failed) is done only if the `turn` of the child is still the same.
 */
import { stop } from "@mailslot/actor";
import type { Scheduler, Steps } from "@mailslot/core";
import type { Child } from "../child/child.js";
import { startChild } from "../child/start.js";
import { stopChild } from "../child/stop.js";
import { SupervisionError } from "../errors.js";
import { show } from "../linkable.js";
import type { Engine } from "../supervisor/engine.js";
import type { EngineOptions, Strategy } from "../supervisor/options.js";
import { report } from "../supervisor/reports.js";
import { BackoffDelays } from "./backoff.js";
import { Intensity } from "./intensity.js";

export class Restarts {
  readonly strategy: Strategy;
  private readonly engine: Engine;
  private readonly scheduler: Scheduler;
  private readonly intensity: Intensity;
  private readonly backoff: BackoffDelays | null;

  constructor(engine: Engine, scheduler: Scheduler, { strategy, intensity, backoff }: EngineOptions) {
    this.strategy = strategy ?? "one-for-one";
    this.engine = engine;
    this.scheduler = scheduler;
    this.intensity = new Intensity(intensity);
    this.backoff = backoff === undefined ? null : new BackoffDelays(backoff);
  }

  /** Counts a restart, and does it, unless there were too many. */
  attempt(child: Child): Steps<void> | undefined {
    child.status = "restarting";
    child.turn++;
    if (!this.intensity.add(this.engine.now())) return this.giveUp(child);
    child.restarts++;
    return this.strategy === "one-for-one" ? this.startAfterDelay(child) : this.restartGroup(child);
  }

  private giveUp(child: Child): undefined {
    const { engine } = this;
    const { restarts, within } = this.intensity;
    child.status = "stopped";
    const error = new SupervisionError(
      "ERR_MAILSLOT_RESTART_INTENSITY",
      `${engine.name} gives up: child ${show(child.id)} ended once more after ${restarts === 1 ? "1 restart" : `${restarts} restarts`} within ${within} ms`,
      { cause: child.reason },
    );
    report(engine, "gave up", child, error);
    stop(engine.ref, { shutdown: error });
  }

  private *restartGroup(child: Child): Steps<void> {
    const { engine } = this;
    for (const other of this.groupOf(child).reverse()) {
      if (other === child) continue;
      yield* stopChild(engine, other);
      if (other.restart === "temporary") engine.children.delete(other.id);
    }
    const steps = this.startAfterDelay(child);
    if (steps !== undefined) yield* steps;
  }

  /** Whom the end of a child concerns, by the strategy, in the order of starting. */
  private groupOf(child: Child): Child[] {
    const all = [...this.engine.children.values()];
    return this.strategy === "one-for-all" ? all : all.slice(all.indexOf(child));
  }

  // Starting.

  private startAfterDelay(child: Child): Steps<void> | undefined {
    const delay = this.delayOf(child);
    return delay === 0 ? this.start(child) : this.startLater(child, delay);
  }

  private delayOf(child: Child): number {
    if (this.backoff === null) return 0;
    if (this.engine.now() - child.startedAt >= this.backoff.resetAfter) child.attempts = 0;
    return this.backoff.delay(++child.attempts);
  }

  /** Starts the child, and with it those that its strategy stopped. */
  private start(child: Child): Steps<void> | undefined {
    return this.strategy === "one-for-one" ? this.startOne(child) : this.startGroup(child);
  }

  private *startGroup(child: Child): Steps<void> {
    for (const other of this.groupOf(child)) {
      if (other.running !== null) continue;
      other.status = "restarting";
      const steps = this.startOne(other);
      if (steps !== undefined) yield* steps;
      if (hasFailed(other)) return;
    }
  }

  private startOne(child: Child): Steps<void> | undefined {
    try {
      const steps = startChild(this.engine, child);
      return steps === null ? this.started(child) : this.finishStart(child, steps);
    } catch (error) {
      return this.attemptLater(child, error);
    }
  }

  private *finishStart(child: Child, steps: Steps<void>): Steps<void> {
    try {
      yield* steps;
      this.started(child);
    } catch (error) {
      this.attemptLater(child, error);
    }
  }

  private started(child: Child): undefined {
    report(this.engine, "restarted", child, child.reason);
  }

  // Plans.

  private startLater(child: Child, delay: number): undefined {
    const { turn } = child;
    child.timer = this.scheduler.loop.startTimer(delay, () => {
      child.timer = null;
      this.scheduler.io(() => this.engine.ref.tell.start(child, turn));
    });
  }

  /** A restart that failed is tried again when the host has polled: meanwhile the supervisor answers. */
  private attemptLater(child: Child, error: unknown): undefined {
    child.status = "restarting";
    child.reason = error;
    report(this.engine, "did not start", child, error);
    const turn = ++child.turn;
    this.scheduler.loop.afterPoll(() => {
      if (child.turn === turn) this.engine.ref.tell.attempt(child, turn);
    });
  }

  /** Does what {@link startLater} has planned, unless that was cancelled. */
  startPlanned(child: Child, turn: number): Steps<void> | undefined {
    return child.turn === turn ? this.start(child) : undefined;
  }

  /** Does what {@link attemptLater} has planned, unless that was cancelled. */
  attemptPlanned(child: Child, turn: number): Steps<void> | undefined {
    return child.turn === turn ? this.attempt(child) : undefined;
  }

  /** Cancels what is planned for a child: a timer, or what waits in the mailbox. */
  cancel(child: Child): void {
    child.turn++;
    if (child.timer !== null) this.scheduler.loop.stopTimer(child.timer);
    child.timer = null;
  }
}

/** Whether the start of a child has failed, so that another attempt is planned. */
function hasFailed(child: Child): boolean {
  return child.status === "restarting";
}
