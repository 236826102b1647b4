/** The end of a stream to those who loop over it: a value in generator bodies, the end of the loop in `for await`. */
import { ClosedError, LaggedError } from "../errors.js";
import { Mapped } from "./mapped.js";
import type { Source } from "./source.js";

/**
 * Waits as `source` does, but completes with `end` where that would fail with {@link ClosedError}:
 * `for (let line = yield* next; line !== null; line = yield* next)` with `const next = orClosed(lines.recv(), null)`.
 */
export function orClosed<T, E>(source: Source<T>, end: E): Source<T | E> {
  return new Mapped<T, T | E>(
    source,
    (value) => value,
    (error) => {
      if (error instanceof ClosedError) return end;
      throw error;
    },
  );
}

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
