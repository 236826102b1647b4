/** The cases of a select: what may stand for a source, and how it becomes one. */
import { type Receiver, Source, UsageError } from "@mailslot/core";
import { fromIterator } from "./iterator-source.js";
import { fromPromiseOnce } from "./promise-source.js";
import { fromSignal } from "./signal-source.js";

/**
 * What a case may be: a source (a receive, `sending(…)`, a timer, a task, a oneshot, any third party's), the receiving
 * end of a channel, a promise, an abort signal, an async iterator; or a disabled case.
 */
export type Case =
  | Source<unknown>
  | Receiver<unknown>
  | AbortSignal
  | PromiseLike<unknown>
  | AsyncIterator<unknown>
  | false
  | null
  | undefined;

/** The cases of a select, by name. */
export type Cases = Readonly<Record<string, Case>>;

/** The type of the value of a case. */
export type ValueOf<C> =
  C extends Source<infer T>
    ? T
    : C extends Receiver<infer T>
      ? T
      : C extends AbortSignal
        ? unknown
        : C extends PromiseLike<infer T>
          ? T
          : C extends AsyncIterator<infer T, infer R>
            ? IteratorResult<T, R>
            : never;

/** What a select over cases `C` completes with: `case` says which, `value` what it gave. */
export type Selected<C extends Cases> = {
  [K in keyof C & string]: Exclude<C[K], false | null | undefined> extends never
    ? never
    : { readonly case: K; readonly value: ValueOf<Exclude<C[K], false | null | undefined>> };
}[keyof C & string];

/** Returns the source that a case stands for, or null when the case is disabled. */
export function sourceOf(name: string, given: Case): Source<unknown> | null {
  if (given === undefined || given === null || given === false) return null;
  if (typeof (given as Receiver<unknown>).recv === "function") return (given as Receiver<unknown>).recv();
  if (given instanceof Source) return given;
  const source = typeof given === "object" || typeof given === "function" ? convert(given) : null;
  if (source !== null) return source;
  throw new UsageError(
    "ERR_MAILSLOT_ARGUMENT",
    `case ${name} of a select is ${nameOf(given)}: give a source, a channel, a promise, an AbortSignal or an async iterator`,
  );
}

function convert(given: object): Source<unknown> | null {
  if ("aborted" in given && "addEventListener" in given) return fromSignal(given as AbortSignal);
  if ("poll" in given && "subscribe" in given) return given as Source<unknown>; // made by another copy of core
  if ("then" in given) return fromPromiseOnce(given as PromiseLike<unknown>);
  if ("next" in given) return fromIterator(given as AsyncIterator<unknown>);
  return null;
}

function nameOf(given: unknown): string {
  return typeof given === "object" ? Object.prototype.toString.call(given) : String(given); // String() calls what may throw
}
