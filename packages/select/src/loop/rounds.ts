/**
 * The rounds of a loop under `for await`. Not an async generator: there, a `return` waits until a `next` that is pending
 * has its event, and swallows that.
 *
 * Invariants: `last` settles when no round is pending.
 */
import type { Source } from "@mailslot/core";

/** A loop, as its iterator sees it. */
interface Loop<T> extends Source<T> {
  readonly isClosed: boolean;
  close(): void;
}

function nothing(): void {
  // What a round gave is for the wait that asked for it.
}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

export class Rounds<T> implements AsyncIterableIterator<T, void, undefined> {
  private readonly loop: Loop<T>;
  private last: Promise<unknown>;

  constructor(loop: Loop<T>) {
    this.loop = loop;
    this.last = Promise.resolve();
  }

  /** Gives the next event; one round at a time. */
  next(): Promise<IteratorResult<T, void>> {
    const round = this.last.then(() => this.round());
    this.last = round.then(nothing, nothing);
    return round;
  }

  /** Closes the loop; a round that is pending is over, and takes nothing. */
  return(): Promise<IteratorResult<T, void>> {
    this.loop.close();
    return Promise.resolve(OVER);
  }

  throw(error: unknown): Promise<IteratorResult<T, void>> {
    this.loop.close();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async round(): Promise<IteratorResult<T, void>> {
    if (this.loop.isClosed) return OVER;
    try {
      return { done: false, value: await this.loop };
    } catch (error) {
      if (this.loop.isClosed) return OVER;
      this.loop.close();
      throw error;
    }
  }
}
