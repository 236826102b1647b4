/**
 * Waits that end at once. A select whose first case is always ready asks the others and never waits on them, and many
 * sources begin with their first wait: signals, a watched file, a third party's. So they are waited on now and then. See
 * docs/decisions/0201-no-case-starves.md.
 */
import type { Source, Waiter } from "@mailslot/core";
import { undo } from "./leave.js";
import { WAIT_BRIEFLY_EVERY } from "./policy.js";
import { seededRandom } from "./random.js";

// Steps of random length, so that of several tasks that take turns each has its share.
const step = /* @__PURE__ */ seededRandom(1);
let remaining = WAIT_BRIEFLY_EVERY;

/** Whether the others of a select that is ready are to be waited on; counts the selects that are. */
export function isBriefWaitDue(): boolean {
  return --remaining < 0;
}

/** Begins the count again. */
export function countBriefWait(): void {
  remaining = step(WAIT_BRIEFLY_EVERY);
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
