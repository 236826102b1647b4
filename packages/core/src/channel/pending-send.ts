/**
 * A send that found no room in its channel. It stands in the list of senders with its message until it is admitted, or fails
 * because the channel closes.
 */

import { hereScheduler } from "../scheduler/go.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import type { Entry } from "../source/entry.js";
import type { NotReady } from "../source/operation.js";
import { Pending } from "../source/pending.js";
import type { Waiter } from "../source/waiter.js";
import type { ChannelCore } from "./channel.js";

export class PendingSend<T> extends Pending implements Entry<T> {
  after: Waiter | null;
  before: Waiter | null;
  readonly value: T;
  private observed: boolean;
  /** Reports that the send failed, if no task waits for it. */
  private readonly scheduler: SchedulerCore;
  private readonly channel: ChannelCore<T>;

  constructor(channel: ChannelCore<T>, value: T) {
    super();
    this.after = null;
    this.before = null;
    this.value = value;
    this.observed = false;
    this.scheduler = hereScheduler();
    this.channel = channel;
    channel.senders.add(this);
  }

  // As an entry of the channel

  get carries(): true {
    return true;
  }

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.admit();
  }

  override fail(error: unknown): void {
    super.fail(error);
    this.scheduler.failures.add({ value: error, isObserved: () => this.observed });
  }

  // As the operation that `send` returned

  override poll(): undefined | NotReady {
    this.observed = true;
    return super.poll();
  }

  override subscribe(waiter: Waiter<void>): void {
    this.observed = true;
    super.subscribe(waiter);
  }

  protected enterAgain(): void {
    if (this.channel.sendNow(this.value)) this.admit();
    else this.channel.senders.add(this);
  }

  protected leaveLine(): boolean {
    this.channel.senders.remove(this);
    return true;
  }

  override describe(): string {
    return `send on ${this.channel.describe()}`;
  }
}
