/** Receiving several messages at once. */
import { checkChannel } from "../misuse.js";
import { Mapped } from "../source/mapped.js";
import { notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { ChannelCore } from "./channel.js";
import type { Channel } from "./ends.js";
import { checkCapacity } from "./options.js";

/**
 * Waits for one message, then takes those that are there, in order, up to `max` in all. Fails with
 * {@link ClosedError} when closed and empty.
 *
 * @example
 * ```ts
 * import { channel, go, recvMany } from "@mailslot/core";
 *
 * const rows = channel<string>();
 * for (const row of ["a", "b", "c"]) rows.send(row);
 * const batch = await go(() => recvMany(rows, 2));
 * console.log(batch.join()); // a,b
 * ```
 */
export function recvMany<T>(channel: Channel<T>, max: number): Source<T[]> {
  checkChannel("recvMany", channel);
  checkCapacity("the most messages recvMany may take", max, 1);
  return new Mapped(channel.recv(), (first) => [first, ...takeUpTo(channel as ChannelCore<T>, max - 1)]);
}

/**
 * Takes every message that can be had without a wait, in order; none when there is none, closed or not.
 *
 * @example
 * ```ts
 * import { channel, drain } from "@mailslot/core";
 *
 * const rows = channel<string>();
 * rows.send("a");
 * rows.send("b");
 * console.log(drain(rows).join()); // a,b
 * console.log(drain(rows).length); // 0
 * ```
 */
export function drain<T>(channel: Channel<T>): T[] {
  checkChannel("drain", channel);
  return takeUpTo(channel as ChannelCore<T>, Number.POSITIVE_INFINITY);
}

function takeUpTo<T>(channel: ChannelCore<T>, max: number): T[] {
  const messages: T[] = [];
  while (messages.length < max && (channel.length > 0 || channel.senders.head !== null)) {
    const message = channel.tryRecv();
    if (message === notReady) break;
    messages.push(message);
  }
  return messages;
}
