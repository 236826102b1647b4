/** The receive of a channel: one stateless operation for all, so that receiving allocates nothing. */
import { checkScheduler, outsideTask } from "../misuse.js";
import { running, turn } from "../scheduler/running.js";
import { type NotReady, notReady, ready, WAITING, type Wait } from "../source/operation.js";
import { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import { DELIVERED } from "../task/flags.js";
import type { ChannelCore } from "./channel.js";

export class Receive<T> extends Source<T> {
  private readonly channel: ChannelCore<T>;

  constructor(channel: ChannelCore<T>) {
    super();
    this.channel = channel;
  }

  // The same as Source's, with `poll` and `subscribe` in place: a method shared by all sources is megamorphic.
  override next(): IteratorResult<Wait, T> {
    const { task } = turn;
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take();
    if (--turn.budget < 0) return task.giveWay();
    const value = this.channel.tryRecv();
    if (value !== notReady) return this.received(value);
    this.subscribe(task);
    task.waitFor(this as Source<unknown>);
    return WAITING;
  }

  private received(value: T): IteratorResult<Wait, T> {
    if (running.tracer !== null) running.tracer.receive(this);
    return ready(value);
  }

  poll(): T | NotReady {
    return this.channel.tryRecv();
  }

  subscribe(waiter: Waiter<T>): void {
    const { receivers } = this.channel;
    if (receivers.head !== null) checkScheduler(receivers.head, waiter, this);
    receivers.add(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    this.channel.receivers.remove(waiter);
  }

  override describe(): string {
    return `recv on ${this.channel.describe()}`;
  }
}
