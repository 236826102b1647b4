/**
 * What a task inherits from the one that spawned it: its scheduler, its task-local values, and the context that a
 * carrier captured. Tasks share one object until one of them changes something; so inheriting costs one pointer.
 */
import type { ContextCarrier } from "../scheduler/observe.js";
import type { Scheduler } from "../scheduler/scheduler.js";

/** A context, and the carrier that has captured it, which alone knows how to run in it. */
export interface Carried {
  readonly carrier: ContextCarrier;
  readonly context: unknown;
}

export class Ambient {
  readonly scheduler: Scheduler;
  /** Task-local values by their key; never changed, only replaced. */
  readonly locals: ReadonlyMap<object, unknown> | null;
  /** The context in which the task was spawned; null when no carrier was there to capture it. */
  readonly carried: Carried | null;

  constructor(scheduler: Scheduler, locals: ReadonlyMap<object, unknown> | null, carried: Carried | null) {
    this.scheduler = scheduler;
    this.locals = locals;
    this.carried = carried;
  }
}
