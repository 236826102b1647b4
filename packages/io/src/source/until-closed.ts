/** Sources that close, as asynchronous iterables. */
import { ClosedError, type Source } from "@mailslot/core";

/** Waits on `source` again and again, until that fails because it is closed. */
export async function* untilClosed<T>(source: Source<T>): AsyncGenerator<T, void, undefined> {
  for (;;) {
    let value: T;
    try {
      value = await source;
    } catch (error) {
      if (error instanceof ClosedError) return;
      throw error;
    }
    yield value;
  }
}
