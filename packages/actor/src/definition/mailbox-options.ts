/** What a definition may say of its mailbox. */

import { isReadable, show } from "@mailslot/core/engine";

/** What becomes of a message when the mailbox is full. */
export type MailboxOverflow = "suspend" | "drop-oldest" | "drop-newest" | "fail";

/** How messages wait. */
export interface MailboxOptions {
  /** How many messages may wait; by default any number. */
  readonly capacity?: number;
  /**
   * What happens when as many wait: the sender waits (`"suspend"`, the default), the message that came first or last
   * becomes a dead letter, or the sender is thrown a {@link RejectedError}. A dropped ask is rejected.
   */
  readonly overflow?: MailboxOverflow;
  /** The depth at which, and at each doubling of it, a warning is given. Default: 100,000. */
  readonly warnAt?: number;
}

/** Returns what is wrong with the options, or null. */
export function mailboxProblem(options: MailboxOptions): string | null {
  if (!isReadable(options)) return `has ${show(options)} for its mailbox: give an object of options`;
  const { capacity, overflow, warnAt } = options;
  if (capacity !== undefined && !(Number.isInteger(capacity) && capacity > 0))
    return `has a mailbox with a capacity of ${show(capacity)}: give a whole number above 0`;
  if (overflow !== undefined && capacity === undefined)
    return "says what its mailbox does when it is full, but not when that is: give a capacity";
  if (overflow !== undefined && !["suspend", "drop-oldest", "drop-newest", "fail"].includes(overflow))
    return `has a mailbox with overflow ${show(overflow)}: give "suspend", "drop-oldest", "drop-newest" or "fail"`;
  if (warnAt !== undefined && !(typeof warnAt === "number" && warnAt > 0))
    return `warns at a depth of ${show(warnAt)}: give a number above 0`;
  return null;
}
