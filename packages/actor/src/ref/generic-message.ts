/**
 * Generic messages. Types cannot map one generic signature to another, so a ref would show `echo<T>(value: T): T` as
 * `echo(value: unknown): Source<unknown>`: a call can. See docs/decisions/0306-generic-messages.md.
 */
import type { ResultOf, Source } from "@mailslot/core";

declare const CONTEXT: unique symbol;

/** Marks the type of a generic message; never there. */
export interface GenericMark<C> {
  readonly [CONTEXT]: (context: C) => void;
}

/** The `this` of a generic message, by which it is known: any object is one. `C` is what its handler takes as context. */
export type GenericCall<C = unknown> = object | GenericMark<C>;

/** The mark of a handler that `generic` has made; never for any other. */
export type MarkOf<H> = H extends (this: infer W, ...args: never) => unknown ? Extract<W, GenericMark<never>> : never;

/** What a handler that `generic` has made takes as context. */
export type ContextOfGeneric<H> = MarkOf<H> extends GenericMark<infer C> ? C : never;

/** A message that keeps its type parameters in `ref.ask`, and in `ref.tell` if it is answered with nothing. */
export type GenericMessage = (this: never, ...args: never) => Source<unknown>;

/**
 * Makes a handler whose type parameters `ref.ask` keeps: types alone would lose them. Its context is written out. `ref.tell`
 * keeps them if the handler returns nothing, and else takes what fits the constraints.
 *
 * @example
 * ```ts
 * import { type Context, defineActor, generic, spawn } from "@mailslot/actor";
 *
 * const Echo = defineActor("echo", {
 *   receive: {
 *     echo: generic(function <T>(_ctx: Context, value: T) {
 *       return value;
 *     }),
 *   },
 * });
 * const length = (await spawn(Echo).ask.echo("hello")).length;
 * console.log(length); // 5
 * ```
 */
export function generic<C, A extends readonly unknown[], R>(
  handler: (this: void, context: C, ...args: A) => R,
): (this: GenericCall<C>, ...args: A) => Source<ResultOf<R>> {
  return handler as never;
}
