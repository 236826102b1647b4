/** Waits on a source without a task. */
import { notReady, type Source, type Waiter } from "@mailslot/core";

class Hearing<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly value: (value: T) => void;
  private readonly error: (error: unknown) => void;

  constructor(value: (value: T) => void, error: (error: unknown) => void) {
    this.after = null;
    this.before = null;
    this.value = value;
    this.error = error;
  }

  claim(): boolean {
    return true;
  }

  deliver(value: T): void {
    this.value(value);
  }

  fail(error: unknown): void {
    this.error(error);
  }
}

/** Calls `value` or `error` once, at once if that is known; returns what stops it before. */
export function hear<T>(
  source: Source<T>,
  value: (value: T) => void,
  error: (error: unknown) => void = () => {},
): () => void {
  let result: T | typeof notReady;
  try {
    result = source.poll();
  } catch (thrown) {
    error(thrown);
    return () => {};
  }
  if (result !== notReady) {
    value(result);
    return () => {};
  }
  const waiter = new Hearing(value, error);
  source.subscribe(waiter);
  return () => source.unsubscribe(waiter);
}
