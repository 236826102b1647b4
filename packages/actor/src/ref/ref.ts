/** Refs: what one holds of an actor. `tell` and `ask` have a method for each handler, with its arguments and result. */
import type { Operation, ResultOf, Source, Task } from "@mailslot/core";
import type { AnyHandler } from "../definition/message-kind.js";
import type { GenericMessage, MarkOf } from "./generic-message.js";

/** The handlers of a definition, by the name of the message. */
export type AnyHandlers = Readonly<Record<string, AnyHandler>>;

/**
 * Handlers of which only the names are known, inside a definition that is not there yet. Arguments and replies are `any`, since
 * `unknown` would refuse handlers that declare theirs.
 */
export type NamedHandlers<N extends string> = {
  // biome-ignore lint/suspicious/noExplicitAny: arguments and replies are known only when the definition is there
  readonly [K in N]: (context: never, ...args: any[]) => any;
};

/** What a message is called with: the arguments of its handler, without the context. */
export type MessageArguments<H> = [MarkOf<H>] extends [never]
  ? H extends (context: never, ...args: infer A) => unknown
    ? A
    : never
  : H extends (this: never, ...args: infer A) => unknown
    ? A
    : never;

/**
 * What an ask is answered with: the result of the handler, of its generator, of its promise, or of the operation that it
 * returns. A task, or a source of many values, is the reply itself.
 */
export type ReplyOf<H> = [MarkOf<H>] extends [never]
  ? H extends (context: never, ...args: never[]) => infer R
    ? R extends Task<infer _T> | (Source<infer _V> & AsyncIterable<infer _E>)
      ? R
      : ResultOf<R>
    : never
  : H extends (this: never, ...args: never) => Source<infer V>
    ? V
    : never;

/** Sends without a reply. The operation is complete unless the mailbox is bounded and full: then, when there is room. */
export type Tell<R> = { readonly [K in keyof R]: TellMethod<R[K]> };

/** Sends one message without a reply. */
export type TellMethod<H> = [MarkOf<H>] extends [never]
  ? (...args: MessageArguments<H>) => Operation<void>
  : H extends (this: never, ...args: never) => Source<infer V>
    ? [Source<V>] extends [Source<void>]
      ? H
      : (...args: MessageArguments<H>) => Operation<void>
    : never;

/** Sends and gives the reply to wait for. */
export type AskFor<R> = { readonly [K in keyof R]: AskMethod<R[K]> };

/** Sends one message and gives the reply to wait for. */
export type AskMethod<H> = [MarkOf<H>] extends [never]
  ? (...args: MessageArguments<H>) => Source<ReplyOf<H>>
  : H extends GenericMessage
    ? H
    : never;

/** An address of one actor, which stays valid, and harmless, when the actor has exited. */
export interface Ref<R = AnyHandlers> {
  /** The name of the definition with a number, such as `account#7`. */
  readonly name: string;
  /** Whether the actor takes messages: it has not exited, and is not draining. */
  readonly alive: boolean;
  /** How many messages wait for the actor, and one more while it handles one. */
  readonly load: number;
  /**
   * Sends a message, without a reply: `ref.tell.deposit(5)`. Messages to an actor that has exited become dead letters.
   * Throws {@link RejectedError} when an argument does not fit the message's schema, or a mailbox that fails is full.
   */
  readonly tell: Tell<R>;
  /**
   * Sends a message and gives its reply: `yield* ref.ask.balance()`. Fails with {@link RejectedError} when the actor
   * is known not to have handled it, and with {@link UnknownOutcomeError} when it may have: after 5 s, by default,
   * without a reply, or when it exited meanwhile. An ask that is given up before it is handled is not handled.
   */
  readonly ask: AskFor<R>;
  /** Asks with a time limit in milliseconds (Infinity for none) or a signal that gives the ask up. */
  askWith(options: AskOptions): AskFor<R>;
}

/**
 * A ref of an actor that understands `M`, an interface with a method for each message: for definitions that name each
 * other, or themselves, in their messages, which `RefOf<typeof …>` cannot. Every ref with these messages is one.
 *
 * @example
 * ```ts
 * import { defineActor, type RefTo, spawn } from "@mailslot/actor";
 *
 * interface Ping { ping(from: RefTo<Pong>, left: number): void }
 * interface Pong { pong(from: RefTo<Ping>, left: number): void }
 *
 * const Ping = defineActor("ping", {
 *   receive: {
 *     ping: (ctx, from: RefTo<Pong>, left: number) => void from.tell.pong(ctx.self, left),
 *   },
 * });
 * const Pong = defineActor("pong", {
 *   receive: {
 *     pong: (ctx, from: RefTo<Ping>, left: number) => void (left > 0 && from.tell.ping(ctx.self, left - 1)),
 *   },
 * });
 * spawn(Ping).tell.ping(spawn(Pong), 3);
 * ```
 */
export type RefTo<M> = Ref<HandlersOf<M>>;

/**
 * The handlers that messages declared as methods would have: what the types of a ref are made of. No message can be called
 * `then`, which `await` looks for.
 */
export type HandlersOf<M> = {
  readonly [K in Exclude<keyof M, "then">]: [MarkOf<M[K]>] extends [never]
    ? (context: never, ...args: ArgumentsOf<M[K]>) => AnswerTo<M[K]>
    : M[K];
};

/** The arguments of a message that is declared as a method. */
export type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;

/** What a message that is declared as a method is answered with. */
export type AnswerTo<F> = [MarkOf<F>] extends [never]
  ? F extends (...args: never[]) => infer R
    ? R
    : never
  : ReplyOf<F>;

/** A ref of any actor. */
// biome-ignore lint/suspicious/noExplicitAny: a ref of every definition must fit here, and the handlers differ in every argument
export type AnyRef = Ref<any>;

/** How to ask. */
export interface AskOptions {
  /** Milliseconds; Infinity for no limit. By default the definition's `askTimeout`, else 5,000. */
  readonly timeout?: number;
  /** Gives the ask up when it aborts. Default: only the time limit does. */
  readonly signal?: AbortSignal;
}
