/**
 * What a task inherits from the one that spawned it: its scheduler, its task-local values, and the context that a
 * carrier captured. Tasks share one object until one of them changes something; so inheriting costs one pointer.
 */
import type { Scheduler } from "../scheduler/scheduler.js";

export class Ambient {
  readonly scheduler: Scheduler;
  /** Task-local values by their key; never changed, only replaced. */
  readonly locals: ReadonlyMap<object, unknown> | null;
  /** What the scheduler's carrier captured when the task was spawned. */
  readonly carried: unknown;

  constructor(scheduler: Scheduler, locals: ReadonlyMap<object, unknown> | null, carried: unknown) {
    this.scheduler = scheduler;
    this.locals = locals;
    this.carried = carried;
  }
}
