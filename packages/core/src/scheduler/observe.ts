/** Observing a scheduler: hooks on the life of its tasks, and a carrier of context. Costs one null check when absent. */

import { checkOptions, checkSchedulerGiven } from "../misuse.js";
import { Ambient, type Carried, type ContextCarrier } from "../task/ambient.js";
import type { Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";
import { tick } from "../task/tick.js";
import type { Scheduler } from "./handle.js";
import { running } from "./running.js";
import type { Turn } from "./turn.js";

/**
 * Observes the life of tasks. A hook must not wait; an error it throws goes to the scheduler's `onUnhandled`, as the cause of
 * an `UnhandledTaskError`.
 */
export interface TaskHooks {
  /** Called when a task has been made, before its first tick. Default: nothing. */
  spawned?(task: Task): void;
  /** Called before each tick, outside the task's context. Default: nothing. */
  beforeTick?(task: Task): void;
  /** Called after each tick; the task may have ended in it. Default: nothing. */
  afterTick?(task: Task): void;
  /** Called once, when a task has ended, however it ended. Default: nothing. */
  ended?(task: Task): void;
}

/** The observers of a scheduler. */
export interface Observers<C = unknown> {
  /** What is called in the life of each task. Default: nothing. */
  readonly hooks?: TaskHooks;
  /** What gives each task the context of its spawner. Default: none, and tasks have no context. */
  readonly carrier?: ContextCarrier<C>;
}

/** What observing needs of the scheduler. */
interface Observed {
  observer: Observer | null;
  readonly turn: Turn;
  readonly lane: Turn;
  begin(turn: Turn): TaskCore | null;
  reportThrown(what: string, error: unknown): void;
}

/** How many schedulers have a carrier: without one, what asks for contexts asks this alone. */
export const carriers: { any: number } = { any: 0 };

export class Observer {
  private readonly scheduler: Observed;
  private readonly hooks: TaskHooks;
  readonly carrier: ContextCarrier | undefined;
  /** Whether what the carrier captures tells which context is in place: until it has not, once. */
  private repeats: boolean;

  constructor(scheduler: Observed, { hooks = {}, carrier }: Observers) {
    this.scheduler = scheduler;
    this.hooks = hooks;
    this.carrier = carrier;
    this.repeats = true;
  }

  /** Returns what a task spawned at this moment inherits: `ambient`, with the context of this moment. */
  capture(ambient: Ambient): Ambient {
    if (this.carrier === undefined) return ambient;
    const carried = this.captured(ambient.carried);
    return carried === ambient.carried ? ambient : new Ambient(ambient.scheduler, ambient.locals, carried);
  }

  /** Returns the context of this moment: `known` itself if it is that one. */
  captured(known: Carried | null): Carried | null {
    const carrier = this.carrier as ContextCarrier;
    try {
      const context = carrier.capture(); // user code runs here
      if (known === null || known.context !== context || known.carrier !== carrier) return { carrier, context };
      this.repeats = true;
      return known;
    } catch (error) {
      this.scheduler.reportThrown("capture of the context carrier", error);
      return null;
    }
  }

  spawned(task: TaskCore): void {
    try {
      this.hooks.spawned?.(task as Task); // user code runs here
    } catch (error) {
      report("spawned hook", task, error);
    }
  }

  /** Runs a tick, and up to `more` of those that follow it in the same context; returns how many did. */
  run(task: TaskCore, more: number): number {
    let left = 0;
    try {
      const { hooks } = this;
      hooks.beforeTick?.(task as Task); // user code runs here
      if (this.repeats && (hooks.beforeTick ?? hooks.afterTick) === undefined) left = more;
    } catch (error) {
      report("beforeTick hook", task, error);
    }
    const most = left;
    // A task spawned before there was a carrier has no context; one spawned under another carrier has that carrier's.
    const { carried } = task.ambient;
    if (this.carrier === undefined || carried === null) tick(task);
    else
      runIn(task, carried, () => {
        tick(task);
        // What has the same context follows in it: entering one costs more than a tick.
        while (left > 0 && this.isNextIn(carried)) {
          left--;
          tick(this.scheduler.begin(this.scheduler.turn) as TaskCore);
        }
      });
    try {
      this.hooks.afterTick?.(task as Task); // user code runs here
    } catch (error) {
      report("afterTick hook", task, error);
    }
    return most - left;
  }

  /** Whether the next task has a context that is in place still: what a task has entered for good is not for others. */
  private isNextIn(carried: Carried): boolean {
    const { scheduler } = this;
    if (scheduler.observer !== this || running.tracer !== null) return false;
    const next = following(scheduler)?.ambient.carried;
    if (next?.context !== carried.context || next?.carrier !== carried.carrier) return false;
    this.repeats = this.captured(carried) === carried;
    return this.repeats;
  }

  ended(task: TaskCore): void {
    try {
      this.hooks.ended?.(task as Task); // user code runs here
    } catch (error) {
      report("ended hook", task, error);
    }
  }
}

/** Returns the task that is next in slot or queue; null if there is none, or if the lane has one. */
function following({ turn, lane }: Observed): TaskCore | null {
  if (lane.length > 0) return null;
  return turn.slotLeft > 0 ? (turn.slot ?? turn.head) : (turn.head ?? turn.slot);
}

function report(what: string, task: TaskCore, error: unknown): void {
  task.ambient.scheduler.reportThrown(`the ${what} for task ${task.name}`, error);
}

// A part of a task's life in a context of its own: an actor handles each message in that of its sender. See
// docs/decisions/0308-context-of-a-message.md.

const coreOf = (task: Task): TaskCore => task as unknown as TaskCore;

/** Returns the context of this moment, as the carrier of the task's scheduler captures it: `known` itself if it is that one. Null without a carrier. */
export function captureFor(task: Task, known: Carried | null): Carried | null {
  const observer = coreOf(task).ambient.scheduler.observer as Observer | null;
  return observer?.carrier === undefined ? null : observer.captured(known);
}

/** Returns the carrier of the task's scheduler; undefined without one. */
export function carrierFor(task: Task): ContextCarrier | undefined {
  return observersOf(coreOf(task).ambient.scheduler)?.carrier;
}

/** Returns the context that the task's ticks run in. */
export function contextOf(task: Task): Carried | null {
  return coreOf(task).ambient.carried;
}

/** Makes the ticks of a task run in `carried` from the next one on. */
export function setContext(task: Task, carried: Carried | null): void {
  const core = coreOf(task);
  const { scheduler, locals } = core.ambient;
  core.ambient = new Ambient(scheduler, locals, carried);
}

/** Runs `action` once inside a context; a carrier that fails, or does not call, costs the context and not the action. */
export function runIn(task: Task | TaskCore, { carrier, context }: Carried, action: () => void): void {
  let ran = false;
  const once = (): void => {
    if (ran) return;
    ran = true;
    action();
  };
  try {
    carrier.run(context, once); // user code runs here
    if (!ran) throw new Error("it did not call the tick it was given");
  } catch (error) {
    report("context carrier", task as TaskCore, error);
    once();
  }
}

/**
 * Sets the observers of `scheduler`, replacing those it had; null removes them. May be called at any time.
 *
 * @example
 * ```ts
 * import { createScheduler, observe } from "@mailslot/core";
 *
 * const scheduler = createScheduler();
 * const seen: string[] = [];
 * observe(scheduler, {
 *   hooks: { spawned: (task) => seen.push(`spawned ${task.name}`), ended: (task) => seen.push(`ended ${task.name}`) },
 * });
 * await scheduler.go(() => 42, { name: "job" });
 * console.log(seen.join()); // spawned job,ended job
 * ```
 */
export function observe<C>(scheduler: Scheduler, observers: Observers<C> | null): void {
  checkSchedulerGiven("observe", scheduler);
  if (DEBUG && observers !== null) checkOptions("observe()", observers);
  const observed = scheduler as Scheduler & Observed;
  if (observed.observer?.carrier) carriers.any--;
  observed.observer = observers === null ? null : new Observer(observed, observers as Observers);
  if (observed.observer?.carrier) carriers.any++;
}

/** Returns the observers of a scheduler; null when it has none. */
export function observersOf(scheduler: Scheduler): Observers | null {
  return (scheduler as Scheduler & Observed).observer as unknown as Observers | null;
}

/** Runs a tick under a tracer as `scheduler` would run it without. */
export function runUnder(task: TaskCore): void {
  const { observer } = task.ambient.scheduler;
  if (observer === null) tick(task);
  else observer.run(task, 0);
}
