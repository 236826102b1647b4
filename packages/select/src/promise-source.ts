/** Promises as sources, one source for each: a promise waited for in a thousand selects is listened to once. */
import { fromPromise, type Source } from "@mailslot/core";

const sources = new WeakMap<PromiseLike<unknown>, Source<unknown>>();

export function fromPromiseOnce(promise: PromiseLike<unknown>): Source<unknown> {
  let source = sources.get(promise);
  if (source === undefined) {
    source = fromPromise(promise) as Source<unknown>;
    sources.set(promise, source);
  }
  return source;
}
