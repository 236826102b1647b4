/** Hears what a source gives, without a task or a promise: what the platform's streams wait for is not the program's wait. */
import { notReady, type Source, type Waiter } from "@mailslot/core";

class Hearer<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  readonly deliver: (value: T) => void;
  readonly fail: (error: unknown) => void;

  constructor(deliver: (value: T) => void, fail: (error: unknown) => void) {
    this.after = null;
    this.before = null;
    this.deliver = deliver;
    this.fail = fail;
  }

  claim(): boolean {
    return true;
  }
}

/** Calls `given` with what `source` has now or gives later, or `failed` with why it does not. */
export function hear<T>(source: Source<T>, given: (value: T) => void, failed: (error: unknown) => void): void {
  let value: ReturnType<typeof source.poll>;
  try {
    value = source.poll();
    if (value === notReady) {
      source.subscribe(new Hearer(given, failed)); // user code may run here
      return;
    }
  } catch (error) {
    failed(error);
    return;
  }
  given(value as T);
}
