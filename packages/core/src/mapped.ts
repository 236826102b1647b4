/** A source seen through a function: the same waits, with results of another kind. */
import { type NotReady, notReady } from "./operation.js";
import { Source } from "./source.js";
import type { Waiter } from "./waiter.js";

export class Mapped<A, B> extends Source<B> {
  private readonly source: Source<A>;
  private readonly onValue: (value: A) => B;
  private readonly onError: (error: unknown) => B;
  private readonly inner: Map<Waiter<B>, MappedWaiter<A, B>>;

  constructor(source: Source<A>, onValue: (value: A) => B, onError: (error: unknown) => B = rethrow) {
    super();
    this.source = source;
    this.onValue = onValue;
    this.onError = onError;
    this.inner = new Map();
  }

  poll(): B | NotReady {
    let value: A | NotReady;
    try {
      value = this.source.poll();
    } catch (error) {
      return this.onError(error);
    }
    return value === notReady ? notReady : this.onValue(value);
  }

  subscribe(waiter: Waiter<B>): void {
    const inner = new MappedWaiter(waiter, this.onValue, this.onError, this.inner);
    this.inner.set(waiter, inner);
    this.source.subscribe(inner);
  }

  unsubscribe(waiter: Waiter<B>): void {
    const inner = this.inner.get(waiter);
    if (inner === undefined) return;
    this.inner.delete(waiter);
    this.source.unsubscribe(inner);
  }

  override describe(): string {
    return this.source.describe();
  }
}

class MappedWaiter<A, B> implements Waiter<A> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly outer: Waiter<B>;
  private readonly onValue: (value: A) => B;
  private readonly onError: (error: unknown) => B;
  private readonly all: Map<Waiter<B>, MappedWaiter<A, B>>;

  constructor(
    outer: Waiter<B>,
    onValue: (value: A) => B,
    onError: (error: unknown) => B,
    all: Map<Waiter<B>, MappedWaiter<A, B>>,
  ) {
    this.after = null;
    this.before = null;
    this.outer = outer;
    this.onValue = onValue;
    this.onError = onError;
    this.all = all;
  }

  claim(): boolean {
    this.all.delete(this.outer);
    return this.outer.claim();
  }

  deliver(value: A): void {
    this.outer.deliver(this.onValue(value));
  }

  fail(error: unknown): void {
    let value: B;
    try {
      value = this.onError(error);
    } catch (thrown) {
      this.outer.fail(thrown);
      return;
    }
    this.outer.deliver(value);
  }
}

function rethrow(error: unknown): never {
  throw error;
}
