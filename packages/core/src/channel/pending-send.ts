/**
 * A send that found no room: it stands in the channel's list of senders with its message, whether or not somebody
 * waits for it, until it is admitted, withdrawn, or fails because the channel closes.
 */

import { hereScheduler } from "../scheduler/go.js";
import { runningTask } from "../scheduler/running.js";
import type { Scheduler } from "../scheduler/scheduler.js";
import type { Entry } from "../source/entry.js";
import { type NotReady, notReady, type Wait } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import { park } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import { DELIVERED } from "../task/flags.js";
import type { ChannelCore } from "./channel.js";

const PENDING = 0;
const ADMITTED = 1;
const FAILED = 2;
const WITHDRAWN = 3;

export class PendingSend<T> extends QueuedSource<void> implements Entry<T> {
  after: Waiter | null;
  before: Waiter | null;
  readonly value: T;
  private state: number;
  private error: unknown;
  private observed: boolean;
  /** Where it is reported that the send failed, if nobody waits for it. */
  private readonly scheduler: Scheduler;
  private readonly channel: ChannelCore<T>;

  constructor(channel: ChannelCore<T>, value: T) {
    super();
    this.after = null;
    this.before = null;
    this.value = value;
    this.state = PENDING;
    this.error = undefined;
    this.observed = false;
    this.scheduler = hereScheduler();
    this.channel = channel;
  }

  get carries(): true {
    return true;
  }

  // As an entry of the channel

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.state = ADMITTED;
    this.waiters.deliverAll();
  }

  fail(error: unknown): void {
    this.state = FAILED;
    this.error = error;
    this.waiters.failAll(() => error);
    this.scheduler.failures.add({ value: error, isObserved: () => this.observed });
  }

  // As the operation that `send` returned

  /** Waits at once, whatever the budget says: cancelled between giving way and waiting, the send would go on alone. */
  override next(): IteratorResult<Wait, void> {
    const task = runningTask();
    if (task === null || (task.flags & DELIVERED) !== 0 || this.state !== PENDING) return super.next();
    this.observed = true;
    return park(task, this);
  }

  poll(): undefined | NotReady {
    this.observed = true;
    if (this.state === WITHDRAWN) this.enterAgain();
    if (this.state === FAILED) throw this.error;
    return this.state === PENDING ? notReady : undefined;
  }

  /** Withdraws the message when nobody is left to hear that it was sent: a cancelled send delivers nothing. */
  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    if (this.state !== PENDING || this.waiters.head !== null) return;
    this.state = WITHDRAWN;
    this.channel.senders.remove(this);
  }

  override describe(): string {
    return `send on ${this.channel.describe()}`;
  }

  private enterAgain(): void {
    if (this.channel.sendNow(this.value)) this.state = ADMITTED;
    else {
      this.state = PENDING;
      this.channel.senders.add(this);
    }
  }
}
