/**
 * Forks: jobs that are joined later, or never.
 *
 * A fork may fail long before it is joined, so its failure is unseen only when nobody can join it any more: when what `fork` returned has
 * been collected. Those that fail are registered for that, no others.
 */

import { defaultScheduler, UnhandledTaskError } from "@mailslot/core";
import { isInstance, messageOf } from "@mailslot/core/engine";
import { ThreadsError } from "../errors.js";
import { ENDED, type Pending } from "../thread/pending.js";

export class Forked {
  readonly pending: Pending;
  private promise: Promise<unknown> | null;

  constructor(pending: Pending) {
    this.pending = pending;
    this.promise = null;
    pending.settle = (completed, error) => {
      const isClosing = isInstance(error, ThreadsError) && error.code === "ERR_MAILSLOT_CLOSED"; // whoever closes knows
      if (!completed && !isClosing) unseen.register(this, { name: this.name, error }, this);
    };
  }

  /** What all who join it wait for. */
  get outcome(): Promise<unknown> {
    if (this.promise !== null) return this.promise;
    unseen.unregister(this);
    this.promise = new Promise((resolve, reject) => settleBy(this.pending, resolve, reject));
    return this.promise;
  }

  get name(): string {
    return this.pending.job.name;
  }

  get ended(): boolean {
    return this.pending.place === ENDED;
  }
}

const unseen = new FinalizationRegistry<{ readonly name: string; readonly error: unknown }>(({ name, error }) => {
  const text = `the fork of job "${name}" failed, and nobody has joined it: ${messageOf(error)}. Join it, or catch the error in the job`;
  defaultScheduler().onUnhandled(new UnhandledTaskError(text, error), null);
});

/** Tells the outcome of a job to who waits for it. */
export function settleBy(pending: Pending, resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  const settle = (completed: boolean, value: unknown): void => (completed ? resolve : reject)(value);
  if (pending.place === ENDED) settle(pending.completed, pending.value);
  else pending.settle = settle;
}
