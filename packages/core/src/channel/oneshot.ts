/**
 * A oneshot: room for one value, sent once, received by everybody who waits for it.
 *
 * Invariants: while EMPTY, `waiters` holds the one who waits (a Waiter) or several (a WaitList); else it is null.
 */
import { ClosedError } from "../errors.js";
import { outsideTask } from "../misuse.js";
import { type NotReady, notReady, type Operation, ready, WAITING, type Wait } from "../operation.js";
import { running } from "../running.js";
import { checkScheduler, Source } from "../source.js";
import { DELIVERED } from "../task-flags.js";
import { type Waiter, WaitList } from "../waiter.js";
import type { Sender } from "./ends.js";
import { SENT } from "./sent.js";

const EMPTY = 0;
const SENT_VALUE = 1;
const FAILED = 2;

/** A value sent once. Waiting on it, with `yield*` or `await`, gives the value, also to those who come later. */
export interface Oneshot<T> extends Source<T>, Sender<T> {
  /** Whether it has a value, has failed, or is closed. */
  readonly settled: boolean;
  /** Sends the value. Never waits. Throws {@link ClosedError} with the value as `unsent` when settled already. */
  send(value: T): Operation<void>;
  /** Fails everybody who waits, now or later, with `error`. Throws {@link ClosedError} when settled already. */
  fail(error: unknown): void;
  /** Fails everybody who waits, now or later, with {@link ClosedError}; does nothing when settled already. */
  close(): void;
}

class OneshotCell<T> extends Source<T> implements Oneshot<T> {
  private state: number;
  /** The value, or the error. */
  private content: unknown;
  private waiters: Waiter<T> | WaitList<T> | null;

  constructor() {
    super();
    this.state = EMPTY;
    this.content = undefined;
    this.waiters = null;
  }

  get settled(): boolean {
    return this.state !== EMPTY;
  }

  send(value: T): Operation<void> {
    if (this.state !== EMPTY) throw new ClosedError("a oneshot takes one value, and this one is settled", value);
    this.state = SENT_VALUE;
    this.content = value;
    if (running.tracer !== null) running.tracer.send(this);
    const waiters = this.waiters;
    if (waiters === null) return SENT;
    if (waiters instanceof WaitList) waiters.deliverAll(value);
    else if (waiters.claim()) waiters.deliver(value);
    this.waiters = null;
    return SENT;
  }

  fail(error: unknown): void {
    if (this.state !== EMPTY) throw new ClosedError("a oneshot takes one value, and this one is settled", error);
    this.state = FAILED;
    this.content = error;
    const waiters = this.waiters;
    if (waiters instanceof WaitList) waiters.failAll(() => error);
    else if (waiters?.claim()) waiters.fail(error);
    this.waiters = null;
  }

  close(): void {
    if (this.state === EMPTY) this.fail(new ClosedError("a oneshot was closed before a value was sent"));
  }

  // The same as Source's, with `poll` and `subscribe` in place: a method shared by all sources is megamorphic.
  override next(): IteratorResult<Wait, T> {
    const task = running.task;
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take();
    if (--running.budget < 0) return task.giveWay();
    if (this.state !== EMPTY) return ready(this.received());
    if (this.waiters === null) this.waiters = task;
    else this.subscribe(task);
    task.waitFor(this as Source<unknown>);
    return WAITING;
  }

  poll(): T | NotReady {
    return this.state === EMPTY ? notReady : this.received();
  }

  subscribe(waiter: Waiter<T>): void {
    if (this.waiters === null) {
      this.waiters = waiter;
      return;
    }
    if (!(this.waiters instanceof WaitList)) {
      const list = new WaitList<T>();
      list.add(this.waiters);
      this.waiters = list;
    }
    checkScheduler(this.waiters.head, waiter, this);
    this.waiters.add(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    if (this.waiters instanceof WaitList) this.waiters.remove(waiter);
    else if (this.waiters === waiter) this.waiters = null;
  }

  override describe(): string {
    return "a oneshot";
  }

  private received(): T {
    if (this.state === FAILED) throw this.content;
    return this.content as T;
  }
}

/** Makes a oneshot: room for one value, such as the answer to a request. */
export function oneshot<T>(): Oneshot<T> {
  return new OneshotCell<T>();
}
