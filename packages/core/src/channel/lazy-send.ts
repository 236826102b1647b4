/** A send that acts when it is waited on: a case of select, or a send under a time limit. */

import { checkChannel } from "../misuse.js";
import { EntrySource } from "../source/entry.js";
import { type NotReady, notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { ChannelCore } from "./channel.js";
import type { Channel } from "./ends.js";

class LazySend<T> extends EntrySource<T, void> {
  private readonly channel: ChannelCore<T>;

  constructor(channel: ChannelCore<T>, value: T) {
    super(channel.senders, true, value);
    this.channel = channel;
  }

  poll(): undefined | NotReady {
    return this.channel.sendNow(this.value) ? undefined : notReady;
  }

  convert(): void {}

  override describe(): string {
    return `send on ${this.channel.describe()}`;
  }
}

/**
 * Returns a send of `value` that acts when it is waited on, unlike `channel.send`: as a case of a select, or under a
 * time limit. Given up, it delivers nothing. Fails with {@link ClosedError} as `send` does.
 *
 * @example
 * ```ts
 * import { channel, go, sending, timeout } from "@mailslot/core";
 *
 * const full = channel<number>(0);
 * const outcome = await go(() => timeout(sending(full, 1), 10)).outcome();
 * console.log(outcome.status); // failed: nobody received within 10 ms
 * console.log(full.length); // 0
 * ```
 */
export function sending<T>(channel: Channel<T>, value: T): Source<void> {
  checkChannel("sending", channel);
  return new LazySend(channel as ChannelCore<T>, value);
}
