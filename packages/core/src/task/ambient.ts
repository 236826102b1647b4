/**
 * The things that a task inherits from the one that spawned it: its scheduler, its task-local values, and the context that a
 * carrier captured. Tasks share one object until one of them changes something; so inheriting costs one pointer.
 */
import type { Scheduler } from "../scheduler/handle.js";
import type { TaskCore } from "./task.js";

/** The scheduler as its tasks see it. */
export interface TaskScheduler extends Scheduler {
  readonly failures: { add(failure: { readonly value: unknown; isObserved(): boolean }): void };
  readonly observer: { run(task: TaskCore, more: number): number } | null;
  wake(task: TaskCore): void;
  requeue(task: TaskCore): void;
  giveWay(task: TaskCore): void;
  retire(task: TaskCore): void;
  reportThrown(what: string, error: unknown): void;
}

/**
 * Carries context through tasks. That of one `AsyncLocalStorage`, at little cost, and that of all, with a snapshot for each spawn:
 * `{ capture: () => storage.getStore(), run: (store, tick) => storage.run(store, tick) }` and
 * `{ capture: () => AsyncLocalStorage.snapshot(), run: (snapshot, tick) => snapshot(tick) }`. Tasks that were spawned before
 * it was installed have no context.
 */
export interface ContextCarrier<C = unknown> {
  /** Returns the context at the place where a task is spawned; the same (`===`) as long as it is the same. Also called between ticks. */
  capture(): C;
  /** Calls `tick` once, inside `context`: one tick, or several that follow each other in it. */
  run(context: C, tick: () => void): void;
  /**
   * Returns what stands for a context on other threads and nodes, to which a message goes: data that JSON can hold, what it cannot is left
   * out; undefined if nothing is to go there. Default: contexts stay on their thread.
   */
  pack?(context: C): unknown;
  /**
   * Makes a context of what `pack` of a carrier elsewhere has returned; of undefined, the context of a message with which nothing came.
   * Default: what comes from elsewhere has no context.
   */
  unpack?(data: unknown): C;
}

/** A context, and the carrier that has captured it, which alone knows how to run in it. */
export interface Carried {
  readonly carrier: ContextCarrier;
  readonly context: unknown;
}

export class Ambient {
  readonly scheduler: TaskScheduler;
  /** Task-local values by their key; never changed, only replaced. */
  readonly locals: ReadonlyMap<object, unknown> | null;
  /** The context in which the task was spawned; null when no carrier was there to capture it. */
  readonly carried: Carried | null;

  constructor(scheduler: TaskScheduler, locals: ReadonlyMap<object, unknown> | null, carried: Carried | null) {
    this.scheduler = scheduler;
    this.locals = locals;
    this.carried = carried;
  }
}
