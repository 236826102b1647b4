/**
 * Scheduling policy: every number and decision of the scheduler, in one place.
 * A scheduler takes a partial policy of its own; what it leaves out comes from here.
 */
import { badArgument, checkOptions } from "./misuse.js";

/** The numbers a scheduler runs by. Times are in milliseconds. */
export interface Policy {
  /** Tasks in a row that may come from the LIFO slot before the run queue has its turn. */
  readonly slotCap: number;
  /** Operations a task may complete in one tick before it is put at the back of the run queue. */
  readonly budget: number;
  /** Ticks between two looks at the clock, at most. */
  readonly clockInterval: number;
  /** Tasks in a row that may come from the I/O lane before the run queue has its turn. */
  readonly ioCap: number;
  /** Milliseconds that the scheduler runs before pending promise jobs have their turn. */
  readonly burst: number;
  /** After a long tick, how many of the next ticks are each followed by a clock read, per millisecond it took. */
  readonly looks: number;
  /** Milliseconds that turns may follow each other before the event loop polls for I/O and timers. */
  readonly slice: number;
}

/** The policy of a scheduler that was given none; it also completes a partial policy. */
export const defaultPolicy: Policy = {
  // Tokio's MAX_LIFO_POLLS_PER_TICK: two tasks that only talk to each other must not starve the rest.
  slotCap: 3,
  // Tokio's coop budget: amortises a trip through the queue to under a nanosecond an operation.
  budget: 128,
  // As often as Go and Tokio look up from their own queues: a prime, so that it does not fall into step with programs that
  // work in powers of two.
  clockInterval: 61,
  // Enough to answer a batch of sockets at once; in a flood of I/O, busy tasks still get every 17th tick.
  ioCap: 16,
  // A promise job waits at most this long; leaving and coming back costs about 0.2 µs, so 0.2 % of a burst.
  burst: 0.1,
  // A look costs about 45 ns, so 2 % of the time that the long tick took.
  looks: 500,
  // A poll of the event loop costs some µs, so under 1 % of a slice; and I/O beside a task that gives way each millisecond
  // is served at every one of its ticks, as setImmediate would have it (with 2 ms: at every second one).
  slice: 1,
};

/** Completes `policy` from the defaults. Fails with `ERR_MAILSLOT_ARGUMENT` when a number makes no sense. */
export function completePolicy(policy: Partial<Policy>): Policy {
  if (DEBUG) checkOptions("a scheduler's policy", policy);
  const whole: Policy = { ...defaultPolicy, ...policy };
  for (const [name, value] of Object.entries(whole)) {
    if (!(name in defaultPolicy)) throw badArgument(`policy.${name}`, value, "settings that exist, see Policy");
    const isTime = name === "burst" || name === "slice";
    const isWhole = isTime || Number.isInteger(value) || value === Number.POSITIVE_INFINITY;
    if (typeof value !== "number" || !(value > 0) || !isWhole) {
      throw badArgument(`policy.${name}`, value, `a ${isTime ? "number of milliseconds" : "whole number"} above 0`);
    }
  }
  return whole;
}
