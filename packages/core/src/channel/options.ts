/** The options of a channel, and their check. */
import { badArgument } from "../misuse.js";

/** What happens to a send when there is no room. */
export type Overflow = "suspend" | "drop-oldest" | "drop-newest" | "fail";

/** How to make a channel. */
export interface ChannelOptions<T> {
  /** How many messages it holds: 0 is a rendezvous, Infinity is unbounded. Default: Infinity. */
  readonly capacity?: number;
  /** What dumps and errors call it. Default: `channel(capacity)`. */
  readonly name?: string;
  /**
   * What happens to a send without room: it waits (`suspend`), the oldest or the newest message is dropped,
   * or `send` throws {@link FullError}, with the message as `unsent`. Default: `"suspend"`.
   */
  readonly overflow?: Overflow;
  /** Called with each message that the overflow mode drops. Default: nothing is called. */
  readonly onDrop?: (message: T) => void;
}

const OVERFLOWS: readonly unknown[] = ["suspend", "drop-oldest", "drop-newest", "fail"];

/** Fails with `ERR_MAILSLOT_ARGUMENT` when the options make no sense. */
export function checkRoom(capacity: number, overflow: Overflow): void {
  checkCapacity("the capacity of a channel", capacity, 0);
  if (!OVERFLOWS.includes(overflow)) {
    throw badArgument("the overflow of a channel", overflow, `one of ${OVERFLOWS.join(", ")}`);
  }
  if (overflow.startsWith("drop")) checkCapacity("the capacity of a channel that drops", capacity, 1);
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `capacity` is a whole number from `least`, or Infinity. */
export function checkCapacity(what: string, capacity: number, least: number): void {
  if (capacity === Number.POSITIVE_INFINITY) return;
  if (Number.isSafeInteger(capacity) && capacity >= least) return;
  throw badArgument(what, capacity, `a whole number from ${least}, or Infinity`);
}
