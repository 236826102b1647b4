/** The context: what a handler sees of its own actor. */

import type { ExitReason } from "../exit-reason.js";
import type { ArgumentsOf, AskFor, AskOptions, HandlersOf, NamedHandlers, Ref } from "../ref/ref.js";
import type { TimerOptions } from "../timers/timer.js";

/** The handlers that an actor knows itself by: `N` are the names of its messages, or declares them as methods. */
export type OwnHandlers<N> = [N] extends [string] ? NamedHandlers<N> : HandlersOf<N>;

/** A message of an actor to itself, with its arguments. */
export type OwnMessage<N> = [N] extends [string]
  ? [message: N, ...args: unknown[]]
  : { [K in keyof N & string]: [message: K, ...args: ArgumentsOf<N[K]>] }[keyof N & string];

/**
 * What a handler sees of its own actor; valid until the actor has exited. A definition infers the names of its messages, not
 * their arguments, which its handlers have yet to tell: `ctx: Context<State, string, Messages>` checks those as well, with
 * `Messages` as in {@link RefTo}.
 */
export interface Context<S = unknown, B extends string = string, N extends string | object = string> {
  /** The state of the actor; may be replaced. */
  state: S;
  /** The actor itself, as others see it. Its messages are known by name, or as declared. */
  readonly self: Ref<OwnHandlers<N>>;
  /** The name of the actor. */
  readonly name: string;
  /** Aborts when the actor is told to end. */
  readonly signal: AbortSignal;
  /** The behaviour that the actor has taken on; null for none. */
  readonly behaviour: string | null;

  /** Ends the actor after this handler, with `reason` (by default `"normal"`); messages that wait become dead letters. */
  stop(reason?: ExitReason): void;

  /**
   * Takes on a behaviour of the definition, from the next message on: its handlers take the place of those they
   * override. `null` takes on the one without a name. Its `entered` hook runs before that message. Does nothing when the actor is that already.
   */
  become(behaviour: B | null): void;

  /**
   * Puts the message that is handled aside: it has no reply yet, and is handled again after `unstash`. Fails with
   * `ERR_MAILSLOT_STASH_FULL` when as many are aside as the definition's `stash` says (by default 1,000).
   */
  stash(): void;

  /** Puts stashed messages, by default all, back in front of the mailbox, in their order; returns how many. */
  unstash(limit?: number): number;

  /**
   * Tells the actor itself `message` after `when` milliseconds. A timer of the same key, by default the message, is
   * replaced; what it has sent and what has not been handled is void. Timers end with the actor. No mailbox drops what
   * they send. Fails with `ERR_MAILSLOT_UNKNOWN_MESSAGE`.
   */
  tellAfter(when: number | TimerOptions, ...message: OwnMessage<N>): void;

  /** Tells the actor itself `message` every `when` milliseconds, without drift; skipped while the last one waits. */
  tellEvery(when: number | TimerOptions, ...message: OwnMessage<N>): void;

  /** Stops a timer; what it has sent and what has not been handled is void. Returns whether there was one. */
  stopTimer(key: string): boolean;

  /**
   * Asks another actor as this one: `await ctx.asking(account).balance()`. After the first `await` of an
   * async handler, the engine no longer knows which actor asks, so it could not detect a cycle of asks. `options` are those of
   * `ref.askWith`.
   */
  asking<R>(ref: Ref<R>, options?: AskOptions): AskFor<R>;
}
