/** A promise as an operation, for generator bodies. */
import { checkKind } from "../misuse.js";
import { type NotReady, notReady, type Result } from "./operation.js";
import { QueuedSource } from "./queued-source.js";
import type { Source } from "./source.js";

class FromPromise<T> extends QueuedSource<T> {
  private settled: Result<T> | null;

  constructor(promise: PromiseLike<T>) {
    super();
    this.settled = null;
    // A promise of the platform settles once, and later than now, whatever a thenable in it does.
    Promise.resolve(promise).then(
      (value) => {
        this.settled = { value };
        this.waiters.deliverAll(value);
      },
      (error) => {
        this.settled = { error };
        this.waiters.failAll(() => error);
      },
    );
  }

  poll(): T | NotReady {
    if (this.settled === null) return notReady;
    if ("error" in this.settled) throw this.settled.error;
    return this.settled.value;
  }

  override describe(): string {
    return "a promise";
  }
}

/** One source for each promise: a promise that is pending keeps every reaction to it. */
const sources: WeakMap<PromiseLike<unknown>, Source<unknown>> = /* @__PURE__ */ new WeakMap();

/**
 * Waits for a promise in a generator body: `const page = yield* fromPromise(fetch(url, { signal }))`. Cancelling gives
 * up the wait and cannot stop what the promise stands for: hand it the task's `signal`.
 *
 * @example
 * ```ts
 * import { fromPromise, go } from "@mailslot/core";
 *
 * const page = Promise.resolve("<html>");
 * const task = go(function* load() {
 *   const html = yield* fromPromise(page);
 *   return html.length;
 * });
 * console.log(await task); // 6
 * ```
 */
export function fromPromise<T>(promise: PromiseLike<T>): Source<T> {
  checkKind("the promise given to fromPromise()", promise, "then", "a promise");
  const known = sources.get(promise);
  if (known !== undefined) return known as Source<T>;
  const source = new FromPromise(promise);
  sources.set(promise, source);
  return source;
}
