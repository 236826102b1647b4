/**
 * A virtual thread: where it stands in its own history, what it waits for, and what has happened before its present.
 *
 * Invariants: a thread is in exactly one status; every field changes through the undo log only.
 */

import type { Node } from "../program/history.js";
import { type Clock, zeroClock } from "./clock.js";
import { type Cell, Resource, type Waiter } from "./memory.js";
import type { Scalar } from "./operation.js";

/** Not spawned in the present schedule. */
export const UNBORN = 0;
/** At an operation on shared memory, to be executed when the scheduler says so. */
export const READY = 1;
/** Has a result that it has not used: its own code runs next, until its next shared operation. */
export const UNSETTLED = 2;
/** At a `choose`; the explorer picks. */
export const CHOOSING = 3;
/** In `Atomics.wait`. */
export const WAITING = 4;
/** In `join`. */
export const JOINING = 5;
/** In a spin loop which repeats itself until a word that it reads has changed. */
export const SPINNING = 6;
/** Back in its event loop, with nothing to do until a `waitAsync` is answered. */
export const IDLE = 7;
export const DONE = 8;

/** A word, and the value that a spinning thread saw in it. */
export interface Seen {
  readonly array: { readonly [index: number]: Scalar | undefined };
  readonly index: number;
  readonly value: Scalar;
  readonly cells: readonly Cell[];
}

/** A step of the schedule. Its past is null until the explorer has worked it out; not every mode does. */
export interface StepEvent {
  past: Clock | null;
  forestalled: readonly Forestalled[];
}

/** A time-out that a step took away: the thread could have timed out before it. */
export interface Forestalled {
  readonly thread: VirtualThread;
  /** What the time-out would change. */
  changes: readonly Resource[];
  /** What the time-out would depend on: the past of the thread when it learnt of the step; null as long as it has not. */
  past: Clock | null;
}

/** A `waitAsync` that has been answered: which one, how, and when. */
export interface Answer {
  readonly answered: PendingAnswer;
  /** The time-out that the step may have taken away; null if an answer before this one has it. */
  readonly forestalled: Forestalled | null;
  readonly promise: number;
  readonly timedOut: boolean;
  readonly clock: Clock;
  readonly event: StepEvent;
}

/** A `waitAsync` that has not been answered. */
export interface PendingAnswer {
  readonly cell: Cell;
  readonly waiter: Waiter;
}

export class VirtualThread {
  readonly id: number;
  /** "0" for the thread that runs the model's function; its children are "1", "2", ...; theirs "1.1", "1.2", ... */
  readonly label: string;
  name: string;
  /** The step in which the undo log saved the five fields that follow. */
  savedAt = 0;
  node: Node | null = null;
  status: number = UNBORN;
  /** Counts releases, so that an epoch (thread, time) names a stretch of operations without a release inside. */
  time = 1;
  /** Happens-before, as the memory model defines it. */
  clock: Clock;
  /** The positions in the schedule that the thread's next operation depends on. */
  past: Clock;
  /** The word waited on, while WAITING. */
  waitCell: Cell | null = null;
  waitTimed = false;
  spin: readonly Seen[] = [];
  joined: VirtualThread | null = null;
  answers: readonly Answer[] = [];
  pending: readonly PendingAnswer[] = [];

  /** Stands for the order in which answers come, among what operations depend on. */
  readonly answersResource: Resource;

  constructor(id: number, label: string, name: string, width: number) {
    this.id = id;
    this.label = label;
    this.name = name;
    this.clock = zeroClock(width);
    this.past = new Array<number>(width).fill(-1);
    this.answersResource = new Resource(width);
  }
}

export const NOTHING: readonly Resource[] = [];

/** Lists what a time-out of the thread's event loop changes, if these are the `waitAsync` that wait for an answer. */
export function timeOutOf({ answersResource }: VirtualThread, waits: readonly PendingAnswer[]): readonly Resource[] {
  let oldest: PendingAnswer | null = null;
  for (const wait of waits) {
    if (wait.waiter.timed && (oldest === null || wait.waiter.promise < oldest.waiter.promise)) oldest = wait;
  }
  return oldest === null ? NOTHING : [oldest.cell.queueResource, answersResource];
}
