/** Receivers as asynchronous iterables. */
import { ClosedError, LaggedError } from "../errors.js";
import type { Source } from "./source.js";

/** Receives until that fails because it is closed. What a slow receiver of a broadcast has missed is skipped. */
export async function* untilClosed<T>(receive: Source<T>): AsyncGenerator<T, void, undefined> {
  for (;;) {
    let value: T;
    try {
      value = await receive;
    } catch (error) {
      if (error instanceof LaggedError) continue;
      if (error instanceof ClosedError) return;
      throw error;
    }
    yield value;
  }
}
