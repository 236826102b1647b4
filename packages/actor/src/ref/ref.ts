/** Refs: what one holds of an actor. `tell` and `ask` have a method for each handler, with its arguments and result. */
import type { Operation, ResultOf, Source } from "@mailslot/core";
import type { AnyHandler } from "../definition/message-kind.js";

/** The handlers of a definition, by the name of the message. */
export type AnyHandlers = Readonly<Record<string, AnyHandler>>;

/** What a message is called with: the arguments of its handler, without the context. */
export type MessageArguments<H> = H extends (context: never, ...args: infer A) => unknown ? A : never;

/** What an ask is answered with: the result of the handler, of its generator, or of its promise. */
export type ReplyOf<H> = H extends (context: never, ...args: never[]) => infer R ? ResultOf<R> : never;

/** Sends without a reply. The operation is complete unless the mailbox is bounded and full: then, when there is room. */
export type Tell<R> = { readonly [K in keyof R]: (...args: MessageArguments<R[K]>) => Operation<void> };

/** Sends and gives the reply to wait for. */
export type AskFor<R> = { readonly [K in keyof R]: (...args: MessageArguments<R[K]>) => Source<ReplyOf<R[K]>> };

/** An address of one actor, which stays valid, and harmless, when the actor has exited. */
export interface Ref<R = AnyHandlers> {
  /** The name of the definition with a number, such as `account#7`. */
  readonly name: string;
  /** Whether the actor has not exited. */
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

/** A ref of any actor. */
// biome-ignore lint/suspicious/noExplicitAny: a ref of every definition must fit here, and the handlers differ in every argument
export type AnyRef = Ref<any>;

/** How to ask. */
export interface AskOptions {
  /** Milliseconds; Infinity for no limit. By default the definition's `askTimeout`, else 5,000. */
  readonly timeout?: number;
  /** Gives the ask up when it aborts. */
  readonly signal?: AbortSignal;
}
