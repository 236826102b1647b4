/** The cases of a select, and the types of what they give. */
import type { Receiver, Source } from "@mailslot/core";
import { checkObject } from "@mailslot/core/engine";

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

/** The type of the value of a case. Something that can be received from is, whatever else it is. */
export type ValueOf<C> =
  C extends Receiver<infer T>
    ? T
    : C extends Source<infer T>
      ? T
      : C extends AbortSignal
        ? unknown
        : C extends PromiseLike<infer T>
          ? T
          : C extends AsyncIterator<infer T, infer R>
            ? IteratorResult<T, R>
            : never;

/** What a select over cases `C` completes with: `case` says which, by its name as text, `value` what it gave. */
export type Selected<C extends Cases> =
  | {
      [K in keyof C & string]: Exclude<C[K], false | null | undefined> extends never
        ? never
        : { readonly case: K; readonly value: ValueOf<Exclude<C[K], false | null | undefined>> };
    }[keyof C & string]
  | {
      [K in keyof C & number]: Exclude<C[K], false | null | undefined> extends never
        ? never
        : { readonly case: `${K}`; readonly value: ValueOf<Exclude<C[K], false | null | undefined>> };
    }[keyof C & number];

/** Fails unless cases are given by name. */
export function checkCases(cases: Cases): void {
  checkObject("the cases of a select", cases, "an object of operations by name");
}
