/**
 * Operations: what a task can wait for. `yield*` one in a generator, or `await` it anywhere.
 *
 * An operation is its own iterator and keeps no state of the wait: `next` asks the running task whether it is being
 * resumed with a result, so waiting allocates nothing, and what is ready never leaves the generator. (An iterator per
 * wait costs 20 ns more, a generator method 80 ns, a promise 60 ns.)
 * See docs/decisions/0020-operations-are-stateless-iterators.md.
 */

declare const waitBrand: unique symbol;

/** The value that a body yields while it waits: made by operations, read only by the scheduler. */
export interface Wait {
  readonly [waitBrand]: true;
}

/** Something a task can wait for: with `yield*` in a generator body, with `await` anywhere. */
export interface Operation<T> extends PromiseLike<T> {
  [Symbol.iterator](): Iterator<Wait, T, unknown>;
}

/** The answer of a source to `poll` when it has no value now. */
export const notReady: unique symbol = Symbol.for("@mailslot/core/not-ready") as never;

/** The type of {@link notReady}. */
export type NotReady = typeof notReady;

/** How a wait ended, kept until it is asked for: a value, or the error that came in its place. */
export type Result<T> = { readonly value: T } | { readonly error: unknown };

/** The one value that bodies yield. */
const WAIT: Wait = { mailslot: "wait" } as unknown as Wait;

/** The one result for "not yet", which `yield*` passes through to the scheduler. */
export const WAITING: IteratorYieldResult<Wait> = { done: false, value: WAIT };

/** Whether a body has yielded a wait. V8 passes the inner result of `yield*` through; JavaScriptCore makes another. */
export function isWaiting(result: IteratorResult<Wait, unknown>): boolean {
  return result === WAITING || (result.done !== true && result.value === WAIT);
}

const READY: IteratorReturnResult<unknown> = { done: true, value: undefined };

/** Returns the one result for "here it is": `yield*` reads the value before anybody else could write it. */
export function ready<T>(value: T): IteratorReturnResult<T> {
  READY.value = value;
  return READY as IteratorReturnResult<T>;
}
