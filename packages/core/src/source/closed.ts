/** The end of a stream to those who loop over it: a value in generator bodies, the end of the loop in `for await`. */

import { hasCode } from "../errors.js";
import { checkOperation } from "../misuse.js";
import { Mapped } from "./mapped.js";
import { PromiseWaiter } from "./promise-waiter.js";
import { enter, type Source } from "./source.js";
import type { Waiter } from "./waiter.js";

/**
 * Waits as `source` does, but completes with `end` where that would fail with `ClosedError`:
 * `for (let line = yield* next; line !== null; line = yield* next)` with `const next = orClosed(lines.recv(), null)`.
 *
 * @example
 * ```ts
 * import { channel, go, orClosed } from "@mailslot/core";
 *
 * const lines = channel<string>();
 * lines.send("one");
 * lines.send("two");
 * lines.close();
 * const count = await go(function* reader() {
 *   const next = orClosed(lines.recv(), null);
 *   let read = 0;
 *   for (let line = yield* next; line !== null; line = yield* next) read++;
 *   return read;
 * });
 * console.log(count); // 2
 * ```
 */
export function orClosed<T, E>(source: Source<T>, end: E): Source<T | E> {
  return new Mapped<T, T | E>(
    checkOperation("orClosed", source),
    (value) => value,
    (error) => {
      if (hasCode(error, "ERR_MAILSLOT_CLOSED")) return end; // of this copy of the package or another
      throw error;
    },
  );
}

/**
 * Iterates over what `receive` gives until that fails because it is closed. What a slow receiver of a broadcast has missed is
 * skipped. `return` gives up a `next` that waits, which takes nothing then; a generator would let it take one more.
 */
export function untilClosed<T>(receive: Source<T>): AsyncGenerator<T, void, undefined> {
  return new Iteration(receive);
}

class Iteration<T> implements AsyncGenerator<T, void, undefined> {
  readonly source: Source<T>;
  readonly waiting: Set<Next<T>>;
  ended: boolean;

  constructor(source: Source<T>) {
    this.source = source;
    this.waiting = new Set();
    this.ended = false;
  }

  next(): Promise<IteratorResult<T, void>> {
    return new Promise((resolve, reject) => {
      const next = new Next(this, resolve, reject);
      this.waiting.add(next);
      if (this.ended) next.end();
      else enter(this.source, next);
    });
  }

  async return(): Promise<IteratorResult<T, void>> {
    this.ended = true;
    for (const next of this.waiting) {
      this.source.unsubscribe(next);
      next.end();
    }
    return END;
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

const END: IteratorReturnResult<void> = { done: true, value: undefined };

/** One call of `next`, which waits. */
class Next<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly iteration: Iteration<T>;
  private readonly promise: PromiseWaiter<IteratorResult<T, void>>;

  constructor(
    iteration: Iteration<T>,
    resolve: (result: IteratorResult<T, void>) => void,
    reject: (error: unknown) => void,
  ) {
    this.after = null;
    this.before = null;
    this.iteration = iteration;
    this.promise = new PromiseWaiter(resolve, reject);
  }

  end(): void {
    this.iteration.waiting.delete(this);
    this.promise.deliver(END);
  }

  claim(): boolean {
    return true;
  }

  deliver(value: T): void {
    this.iteration.waiting.delete(this);
    this.promise.deliver({ done: false, value });
  }

  fail(error: unknown): void {
    const { iteration } = this;
    if (hasCode(error, "ERR_MAILSLOT_LAGGED")) {
      enter(iteration.source, this);
      return;
    }
    iteration.ended = true;
    iteration.waiting.delete(this);
    if (hasCode(error, "ERR_MAILSLOT_CLOSED")) this.promise.deliver(END);
    else this.promise.fail(error);
  }
}
