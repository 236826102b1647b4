/** The end of a stream as a value, for loops in generator bodies. */
import { ClosedError } from "../errors.js";
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
