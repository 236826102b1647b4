/** A send that acts when it is waited on: a case of select, or a send under a time limit. */

import { EntryWaiter } from "../entry.js";
import { type NotReady, notReady } from "../operation.js";
import { Source } from "../source.js";
import type { Waiter } from "../waiter.js";
import type { ChannelCore } from "./channel.js";
import type { Channel } from "./ends.js";

class Sending<T> extends Source<void> {
  private readonly channel: ChannelCore<T>;
  private readonly value: T;
  private readonly entries: Map<Waiter<void>, EntryWaiter<T, void>>;

  constructor(channel: ChannelCore<T>, value: T) {
    super();
    this.channel = channel;
    this.value = value;
    this.entries = new Map();
  }

  poll(): undefined | NotReady {
    return this.channel.sendNow(this.value) ? undefined : notReady;
  }

  subscribe(waiter: Waiter<void>): void {
    this.channel.senders.add(new EntryWaiter(waiter, this.entries, true, this.value, nothing));
  }

  unsubscribe(waiter: Waiter<void>): void {
    const entry = this.entries.get(waiter);
    if (entry === undefined) return;
    this.entries.delete(waiter);
    this.channel.senders.remove(entry);
  }

  override describe(): string {
    return `send on ${this.channel.describe()}`;
  }
}

function nothing(): void {}

/**
 * Returns a send of `value` that acts when it is waited on, unlike `channel.send`: as a case of a select, or under a
 * time limit. Given up, it delivers nothing. Fails with {@link ClosedError} as `send` does.
 */
export function sending<T>(channel: Channel<T>, value: T): Source<void> {
  return new Sending(channel as ChannelCore<T>, value);
}
