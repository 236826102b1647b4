/**
 * Time limits of asks. Nearly all asks have the same limit, so those of one length stand in one queue, in the order in
 * which they end, with one timer for the whole queue (Varghese & Lauck 1987, scheme 2, as in libuv). The clock is read
 * once per poll of the host, and most asks are answered before that. Beyond a few lengths, an ask has a timer of its own.
 *
 * Invariants: in a queue those with a time of expiry come first, in ascending order; a queue with asks has a look
 * requested or a timer running; an empty one has neither for long, and is forgotten.
 */
import type { EventLoop, Scheduler } from "@mailslot/core";
import type { Ask } from "./ask.js";

const NOT_STAMPED = -1;

/** What ends an ask in time, until it is removed. */
export interface TimeLimit {
  remove(ask: Ask): void;
}

/** How many lengths have a queue: more than definitions have, as a rule, and few enough to keep. */
const QUEUES = 16;

export class LimitQueue implements TimeLimit {
  private readonly scheduler: Scheduler;
  /** Milliseconds. */
  readonly length: number;
  private head: Ask | null;
  private tail: Ask | null;
  /** The first ask without a time of expiry. */
  private fresh: Ask | null;
  private timer: unknown;
  private requested: boolean;

  constructor(scheduler: Scheduler, length: number) {
    this.scheduler = scheduler;
    this.length = length;
    this.head = null;
    this.tail = null;
    this.fresh = null;
    this.timer = null;
    this.requested = false;
  }

  belongsTo(scheduler: Scheduler, length: number): boolean {
    return this.scheduler === scheduler && this.length === length;
  }

  add(ask: Ask): void {
    ask.limits = this;
    ask.until = NOT_STAMPED;
    ask.earlier = this.tail;
    if (this.tail === null) this.head = ask;
    else this.tail.later = ask;
    this.tail = ask;
    this.fresh ??= ask;
    if (!this.requested) this.request();
  }

  remove(ask: Ask): void {
    const { earlier, later } = ask;
    if (earlier === null) this.head = later;
    else earlier.later = later;
    if (later === null) this.tail = earlier;
    else later.earlier = earlier;
    if (this.fresh === ask) this.fresh = later;
    ask.limits = null;
    ask.earlier = null;
    ask.later = null;
    // A timer keeps the program alive, so it must not outlast the last ask.
    if (this.head === null && this.timer !== null && !this.requested) this.request();
  }

  private request(): void {
    this.requested = true;
    this.scheduler.loop.afterPoll(() => {
      this.requested = false;
      this.look();
    });
  }

  /** Gives the fresh asks their time of expiry, and sees that there is a timer if and only if it is needed. */
  private look(): void {
    const { loop } = this.scheduler;
    const now = loop.now();
    for (let ask = this.fresh; ask !== null; ask = ask.later) ask.until = now + this.length;
    this.fresh = null;
    if (this.head === null) {
      if (this.timer !== null) loop.stopTimer(this.timer);
      this.timer = null;
      forget(this, this.scheduler);
    } else if (this.timer === null) this.arm(this.head.until - now);
  }

  private arm(delay: number): void {
    this.timer = this.scheduler.loop.startTimer(delay, () => {
      this.timer = null;
      this.scheduler.io(() => this.expire());
      this.look();
    });
  }

  private expire(): void {
    const now = this.scheduler.loop.now();
    for (let ask = this.head; ask !== null && ask !== this.fresh && ask.until <= now; ask = this.head) {
      this.remove(ask);
      ask.expire(this.length);
    }
  }
}

/** The limit of one ask whose length is one of too many. */
class OwnTimer implements TimeLimit {
  private readonly loop: EventLoop;
  private readonly timer: unknown;

  constructor(ask: Ask, scheduler: Scheduler, length: number) {
    this.loop = scheduler.loop;
    this.timer = scheduler.loop.startTimer(length, () => scheduler.io(() => ask.expire(length)));
    ask.limits = this;
  }

  remove(ask: Ask): void {
    ask.limits = null;
    this.loop.stopTimer(this.timer);
  }
}

const queues = new WeakMap<Scheduler, Map<number, LimitQueue>>();
let last: LimitQueue | null = null;

/** Lets the ask end after `length` milliseconds. */
export function limit(ask: Ask, scheduler: Scheduler, length: number): void {
  const queue = last?.belongsTo(scheduler, length) ? last : queueFor(scheduler, length);
  if (queue !== null) queue.add(ask);
  else new OwnTimer(ask, scheduler, length);
}

function queueFor(scheduler: Scheduler, length: number): LimitQueue | null {
  let byLength = queues.get(scheduler);
  if (byLength === undefined) queues.set(scheduler, (byLength = new Map()));
  let queue = byLength.get(length);
  if (queue === undefined) {
    if (byLength.size >= QUEUES) return null;
    byLength.set(length, (queue = new LimitQueue(scheduler, length)));
  }
  last = queue;
  return queue;
}

function forget(queue: LimitQueue, scheduler: Scheduler): void {
  queues.get(scheduler)?.delete(queue.length);
  if (last === queue) last = null;
}
