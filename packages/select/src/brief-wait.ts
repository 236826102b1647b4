/**
 * Waits that end at once. A select whose first case is always ready asks the others and never waits on them, and many
 * sources begin with their first wait: signals, a watched file, a third party's. So they are waited on now and then. See
 * docs/decisions/0201-no-case-starves.md.
 */
import { currentScheduler, type Scheduler, type Source, type Waiter } from "@mailslot/core";
import { undo } from "./leave.js";
import { WAIT_BRIEFLY_EVERY } from "./policy.js";
import { type Random, seededRandom } from "./random.js";

/** Counts the selects of one scheduler: those of another program, or of a simulation before, change nothing of when it waits. */
class Count {
  readonly scheduler: Scheduler;
  /** How many selects go by before the next wait. */
  remaining: number;
  /** Steps of random length, so that of several tasks that take turns each has its share. */
  readonly step: Random;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
    this.remaining = WAIT_BRIEFLY_EVERY;
    this.step = seededRandom(1);
  }
}

const counts: WeakMap<Scheduler, Count> = /* @__PURE__ */ new WeakMap();
/** That of the scheduler which selected last: nearly always the only one. */
let last: Count | null = null;

function countHere(): Count {
  const scheduler = currentScheduler();
  if (last?.scheduler === scheduler) return last;
  let count = counts.get(scheduler);
  if (count === undefined) counts.set(scheduler, (count = new Count(scheduler)));
  last = count;
  return count;
}

/** Whether the others of a select that is ready are to be waited on; counts the selects that are. */
export function isBriefWaitDue(): boolean {
  return --countHere().remaining < 0;
}

/** Begins the count again. */
export function countBriefWait(): void {
  const count = countHere();
  count.remaining = count.step(WAIT_BRIEFLY_EVERY);
}

/** Waits on a source that has just been asked, and leaves it at once. What it throws is seen by the next wait. */
export function waitBriefly(source: Source<unknown>): void {
  const waiter = new Passing();
  try {
    source.subscribe(waiter); // user code may run here
  } catch {
    // The next real wait is told.
  }
  undo(source, waiter);
}

/** Takes nothing: it stands in a list only as long as that takes. */
export class Passing implements Waiter<unknown> {
  after: Waiter | null;
  before: Waiter | null;

  constructor() {
    this.after = null;
    this.before = null;
  }

  claim(): boolean {
    return false;
  }

  // It refuses, so it is given nothing.
  deliver(): void {}
  fail(): void {}
}
