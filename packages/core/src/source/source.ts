/**
 * Sources: the protocol behind everything that can be waited for. A source can be polled and subscribed to; a class
 * with these three methods gets `yield*`, `await`, time-outs and select.
 */
import { outsideTask } from "../misuse.js";
import { turn } from "../scheduler/running.js";
import { DELIVERED, PARKED } from "../task/flags.js";
import type { TaskCore } from "../task/task.js";
import { nameOf, undo } from "./give-up.js";
import { type NotReady, notReady, type Operation, ready, WAITING, type Wait } from "./operation.js";
import { PromiseWaiter } from "./promise-waiter.js";
import type { Waiter } from "./waiter.js";

/**
 * Makes an operation of three methods. A source keeps its waiters in a {@link WaitList} and, when something happens,
 * takes one out (which claims it) and delivers.
 */
export abstract class Source<T> implements Operation<T> {
  /** Takes a value if there is one now, else returns `notReady`; throws when the source has failed or is closed. */
  abstract poll(): T | NotReady;

  /** Enters `waiter`; called right after `poll` has answered `notReady`. */
  abstract subscribe(waiter: Waiter<T>): void;

  /**
   * Takes `waiter` out, which was cancelled or completed by another source; takes no value. Nothing happens when it was
   * not entered; but a source that acts when it is made, as a send does, takes that back when it has no waiters left.
   */
  abstract unsubscribe(waiter: Waiter<T>): void;

  /** Returns the name of this source in dumps and errors. */
  describe(): string {
    return this.constructor.name;
  }

  [Symbol.iterator](): Iterator<Wait, T, unknown> {
    return this as unknown as Iterator<Wait, T, unknown>;
  }

  /** Answers `yield*`: first when it asks, and again when the task is resumed after a wait. */
  next(): IteratorResult<Wait, T> {
    const { task } = turn;
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take();
    if (--turn.budget < 0) return outOfBudget(task, this);
    const value = this.poll();
    return value === notReady ? park(task, this) : ready(value);
  }

  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<T>((resolve, reject) => {
      enter(this, new PromiseWaiter(resolve, reject));
    }).then(onValue, onError);
  }
}

/** Whether a source is at work since it was made, as a send is, and is undone by leaving it without having waited on it. */
export function actsWhenMade<T>(source: Source<T> & { readonly actsWhenMade?: boolean }): boolean {
  return source.actsWhenMade === true;
}

/**
 * Gives way before the source is asked. One that acted when it was made is asked first, and returns although its task is cancelled
 * meanwhile: what has happened is told, and what waits already, waits for somebody.
 */
export function outOfBudget<T>(task: TaskCore, source: Source<T>): IteratorResult<Wait, T> {
  if (actsWhenMade(source)) {
    const value = source.poll();
    if (value === notReady) return park(task, source);
    task.flags |= DELIVERED;
    task.value = value;
  }
  return task.giveWay();
}

/** Enters the running task with a source that had nothing for it. */
export function park<T>(task: TaskCore, source: Source<T>): IteratorYieldResult<Wait> {
  task.waitFor(source as Source<unknown>);
  try {
    source.subscribe(task); // user code may run here
  } catch (error) {
    if ((task.flags & PARKED) !== 0) {
      task.flags &= ~PARKED; // it is taken out; a body that catches the error may wait elsewhere
      undo(source, task as Waiter<T>);
      throw error;
    }
    task.ambient.scheduler.reportThrown(`subscribe of ${nameOf(source)}`, error);
  }
  if ((task.flags & PARKED) === 0) undo(source, task); // it was cancelled or served while it entered
  return WAITING;
}

/** Gives a waiter that is not a task what the source has, or lets it wait. One that is refused stands in no list. */
export function enter<T>(source: Source<T>, waiter: Waiter<T>): void {
  try {
    const value = source.poll();
    if (value === notReady)
      source.subscribe(waiter); // user code may run here
    else waiter.deliver(value);
  } catch (error) {
    undo(source, waiter);
    waiter.fail(error);
  }
}

// Consoles, Node's and those that follow it, and what is written as JSON, as loggers do, show this instead of the engine within.
Object.assign(Source.prototype, {
  [Symbol.for("nodejs.util.inspect.custom")](this: Source<unknown>) {
    return `[${this.describe()}]`;
  },
  toJSON(this: Source<unknown>) {
    return this.describe();
  },
});
