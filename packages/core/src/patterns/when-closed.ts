/** Waiting for the end of a channel, from the side of those who send. */
import type { ChannelCore } from "../channel/channel.js";
import type { Channel } from "../channel/ends.js";
import { checkChannel } from "../misuse.js";
import { type NotReady, notReady } from "../source/operation.js";
import { Source } from "../source/source.js";
import { type Waiter, WaitList } from "../source/waiter.js";

/**
 * Waits until `channel` is closed, so that who makes messages can stop when nobody wants them any more. Completes at once
 * when it is closed already, also while messages are left in it. Never fails, and may be waited on again and again.
 *
 * @example
 * ```ts
 * import { channel, go, whenClosed } from "@mailslot/core";
 *
 * const prices = channel<number>();
 * const feed = go(function* feed() {
 *   yield* whenClosed(prices);
 *   return "nobody listens";
 * });
 * prices.close();
 * console.log(await feed); // nobody listens
 * ```
 */
export function whenClosed<T>(channel: Channel<T>): Source<void> {
  checkChannel("whenClosed", channel);
  return new Closing(channel as ChannelCore<T>);
}

class Closing<T> extends Source<void> {
  private readonly channel: ChannelCore<T>;

  constructor(channel: ChannelCore<T>) {
    super();
    this.channel = channel;
  }

  poll(): undefined | NotReady {
    return this.channel.closed ? undefined : notReady;
  }

  subscribe(waiter: Waiter<void>): void {
    this.channel.closing ??= new WaitList();
    this.channel.closing.add(waiter);
  }

  unsubscribe(waiter: Waiter<void>): void {
    this.channel.closing?.remove(waiter);
  }

  override describe(): string {
    return `the closing of ${this.channel.describe()}`;
  }
}
