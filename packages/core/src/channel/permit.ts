/** Permits: room in a channel, kept for one message. */

import { ClosedError } from "../errors.js";
import { badArgument, checkChannel } from "../misuse.js";
import { EntrySource } from "../source/entry.js";
import { type NotReady, notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { ChannelCore } from "./channel.js";
import type { Channel } from "./ends.js";

/** Room in a channel for one message. Use it, or release it; `using` releases what was not used. */
export interface Permit<T> extends Disposable {
  /** Sends `value` into the room that was kept; never waits. Throws {@link ClosedError} when already used or released. */
  send(value: T): void;
  /** Gives the room back; does nothing when already used or released. */
  release(): void;
}

class HeldPermit<T> implements Permit<T> {
  private channel: ChannelCore<T> | null;

  constructor(channel: ChannelCore<T>) {
    this.channel = channel;
    channel.reserved++;
  }

  send(value: T): void {
    const channel = this.channel;
    if (channel === null)
      throw new ClosedError("a permit is good for one message, and this one is used or released", value);
    this.channel = null;
    channel.reserved--;
    channel.put(value);
    channel.admit(); // given to a waiting receiver, the message leaves its room free
    channel.finish();
  }

  release(): void {
    const channel = this.channel;
    if (channel === null) return;
    this.channel = null;
    channel.reserved--;
    channel.admit();
    channel.finish();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

class Reserve<T> extends EntrySource<undefined, Permit<T>> {
  private readonly channel: ChannelCore<T>;

  constructor(channel: ChannelCore<T>) {
    super(channel.senders, false, undefined);
    this.channel = channel;
  }

  poll(): Permit<T> | NotReady {
    const { channel } = this;
    if (channel.capacity === 0) throw badArgument(`the capacity of ${channel.describe()}`, 0, "a capacity from 1");
    if (channel.closed) throw channel.closedToPermits();
    return channel.hasRoom() ? this.convert() : notReady;
  }

  convert(): Permit<T> {
    return new HeldPermit(this.channel);
  }

  override describe(): string {
    return `reserve on ${this.channel.describe()}`;
  }
}

/**
 * Waits for room in `channel` and keeps it: the permit's `send` neither waits nor fails, even when the channel is
 * closed in the meantime. Release a permit that is not used. Fails with {@link ClosedError} when closed. A rendezvous
 * has no room to keep: `ERR_MAILSLOT_ARGUMENT`.
 *
 * @example
 * ```ts
 * import { channel, go, reserve } from "@mailslot/core";
 *
 * const results = channel<string>(1);
 * const writer = go(function* writer() {
 *   const permit = yield* reserve(results); // waits for room before the work, not after it
 *   const result = "expensive";
 *   permit.send(result);
 * });
 * await writer;
 * console.log(await results.recv()); // expensive
 * ```
 */
export function reserve<T>(channel: Channel<T>): Source<Permit<T>> {
  checkChannel("reserve", channel);
  return new Reserve(channel as ChannelCore<T>);
}

/**
 * Returns a permit if there is room in `channel` now, else null. Throws as {@link reserve} fails.
 *
 * @example
 * ```ts
 * import { channel, tryReserve } from "@mailslot/core";
 *
 * const results = channel<string>(1);
 * const permit = tryReserve(results);
 * console.log(tryReserve(results)); // null
 * permit?.send("kept");
 * console.log(results.length); // 1
 * ```
 */
export function tryReserve<T>(channel: Channel<T>): Permit<T> | null {
  const permit = reserve(channel).poll();
  return permit === notReady ? null : permit;
}
