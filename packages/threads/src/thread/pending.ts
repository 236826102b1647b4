/** A job as its owner sees it, from its making to its end. */

import type { Task } from "@mailslot/core";
import type { Carried } from "@mailslot/core/engine";
import type { Job } from "../job/job.js";

/** Where a job is, as its owner knows it. */
export const LOCAL = 0;
export const SHOWN = 1;
export const HERE = 2;
export const ENDED = 3;

/** How a job is made. */
export interface JobOptions {
  readonly fork: boolean;
  /** The number of the group that may run it. */
  readonly group: number;
  /** How often it may be begun once more. */
  readonly retries: number;
}

export class Pending {
  readonly job: Job;
  readonly number: number;
  readonly args: readonly unknown[];
  readonly fork: boolean;
  /** The number of the group that may run it. */
  readonly group: number;
  /** The context in which it was made; null without a carrier. */
  readonly carried: Carried | null;
  place: number;
  /** The block that holds it, while others can see it. */
  block: number;
  /** Under which key its arguments stand beside the blocks, if they do. */
  large: string | null;
  /** The task that runs it here. */
  task: Task | null;
  /** How often it may still be begun after the death of a worker. */
  retries: number;
  /** The outcome, for who waits; null until somebody does. */
  settle: ((completed: boolean, value: unknown) => void) | null;
  completed: boolean;
  value: unknown;

  constructor(
    job: Job,
    number: number,
    args: readonly unknown[],
    { fork, group, retries }: JobOptions,
    carried: Carried | null,
  ) {
    this.job = job;
    this.number = number;
    this.args = args;
    this.fork = fork;
    this.group = group;
    this.carried = carried;
    this.place = LOCAL;
    this.block = -1;
    this.large = null;
    this.task = null;
    this.retries = retries;
    this.settle = null;
    this.completed = false;
    this.value = undefined;
  }

  end(completed: boolean, value: unknown): void {
    if (this.place === ENDED) return;
    this.place = ENDED;
    this.completed = completed;
    this.value = value;
    const { settle } = this;
    // Errors hold what ran when they were made, this among it: it must not lead on to who waited.
    this.settle = null;
    settle?.(completed, value); // user code may run here
  }
}
