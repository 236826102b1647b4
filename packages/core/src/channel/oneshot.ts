/**
 * A oneshot: room for one value, sent once, received by every waiter.
 *
 * Invariants: it has waiters only while it is EMPTY.
 */

import { ClosedError } from "../errors.js";
import { outsideTask } from "../misuse.js";
import { running, turn } from "../scheduler/running.js";
import { CompactSource } from "../source/compact-source.js";
import { SENT } from "../source/completed.js";
import { type NotReady, notReady, type Operation, ready, WAITING, type Wait } from "../source/operation.js";
import type { Source } from "../source/source.js";
import { DELIVERED } from "../task/flags.js";
import type { Sender } from "./ends.js";

const EMPTY = 0;
const SENT_VALUE = 1;
const FAILED = 2;

/** A value sent once. Waiting on it, with `yield*` or `await`, gives the value, also to waiters that come later. */
export interface Oneshot<T> extends Source<T>, Sender<T> {
  /** Whether it has a value, has failed, or is closed. */
  readonly settled: boolean;
  /** Sends the value. Never waits. Throws {@link ClosedError} with the value as `unsent` when settled already. */
  send(value: T): Operation<void>;
  /** Fails every waiter, now or later, with `error`. Throws {@link ClosedError} when settled already. */
  fail(error: unknown): void;
  /** Fails every waiter, now or later, with {@link ClosedError}; does nothing when settled already. */
  close(): void;
}

export class OneshotCell<T> extends CompactSource<T> implements Oneshot<T> {
  private state: number;
  /** The value, or the error. */
  private content: unknown;

  constructor() {
    super();
    this.state = EMPTY;
    this.content = undefined;
  }

  get settled(): boolean {
    return this.state !== EMPTY;
  }

  send(value: T): Operation<void> {
    if (this.state !== EMPTY) throw new ClosedError("a oneshot takes one value, and this one is settled", value);
    this.state = SENT_VALUE;
    this.content = value;
    if (running.tracer !== null) running.tracer.send(this);
    this.deliverToAll(value);
    return SENT;
  }

  fail(error: unknown): void {
    if (this.state !== EMPTY) throw new ClosedError("a oneshot takes one value, and this one is settled", error);
    this.state = FAILED;
    this.content = error;
    this.failAll(error);
  }

  close(): void {
    if (this.state === EMPTY) this.fail(new ClosedError("a oneshot was closed before a value was sent"));
  }

  // The same as Source's, with `poll` and `subscribe` in place: a method shared by all sources is megamorphic.
  override next(): IteratorResult<Wait, T> {
    const { task } = turn;
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take();
    if (--turn.budget < 0) return task.giveWay();
    if (this.state !== EMPTY) return ready(this.received());
    this.subscribe(task);
    task.waitFor(this as Source<unknown>);
    return WAITING;
  }

  poll(): T | NotReady {
    return this.state === EMPTY ? notReady : this.received();
  }

  override describe(): string {
    return "a oneshot";
  }

  private received(): T {
    if (this.state === FAILED) throw this.content;
    return this.content as T;
  }
}

/**
 * Makes a oneshot: room for one value, such as the answer to a request.
 *
 * @example
 * ```ts
 * import { go, oneshot } from "@mailslot/core";
 *
 * const answer = oneshot<number>();
 * const asker = go(function* asker() {
 *   return (yield* answer) + 1;
 * });
 * answer.send(41);
 * console.log(await asker); // 42
 * ```
 */
export function oneshot<T>(): Oneshot<T> {
  return new OneshotCell<T>();
}
