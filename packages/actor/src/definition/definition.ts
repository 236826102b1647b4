/** Defining an actor: what it keeps, what it understands, and what is done at its beginning and its end. */
import type { Operation, Steps } from "@mailslot/core";
import type { Context } from "../actor/context.js";
import type { ExitReason } from "../exit-reason.js";
import type { ContextOfGeneric, MarkOf } from "../ref/generic-message.js";
import type { AnyHandlers, MessageArguments, Ref, ReplyOf } from "../ref/ref.js";
import type { Signal } from "../signal.js";
import { CompiledDefinition } from "./compiled.js";
import type { MailboxOptions } from "./mailbox-options.js";
import type { StandardSchema } from "./standard-schema.js";

/**
 * A handler of an actor with state `S`, behaviours `B` and messages `N`: plain, a generator (which may wait with `yield*`),
 * or async. It has no `this`: the context is its first argument.
 */
export type Handler<S, B extends string = string, N extends string = string> = (
  this: void,
  context: Context<S, B, N>,
  ...args: never[]
) => unknown;

/**
 * The handlers `R` of an actor, by the names of its messages; `await` looks for `then`, so no message has that name. Those that
 * `generic` has made are what they are, if their context fits.
 */
export type Handlers<S, B extends string, N extends string, R> = {
  readonly [K in N]: Handler<S, B, NoInfer<N>> | GenericHandler<S, B, NoInfer<N>, K extends keyof R ? R[K] : never>;
} & {
  /** Never there: `await` would take a ref with such a message for a promise. */
  readonly then?: never;
};

/** `H`, if `generic` has made it for this context; else never. */
export type GenericHandler<S, B extends string, N extends string, H> = [MarkOf<H>] extends [never]
  ? never
  : Context<S, B, N> extends ContextOfGeneric<H>
    ? H
    : never;

/** What a state function returns; undefined when there is none. */
export type StateOf<F> = F extends (...args: never[]) => infer S ? S : undefined;

/** What an actor is spawned with: the arguments of its state function. */
export type SpawnArguments<F> = F extends (...args: infer A) => unknown ? A : [];

/** What a handler may return whose reply is `T`. */
export type Answer<T> = T | PromiseLike<T> | Operation<T> | Steps<T>;

/** Handlers that take the place of those of `receive`, with the same arguments and replies. */
export type Behaviour<S, R, B extends string, N extends string = string> = {
  readonly [K in keyof R]?: (
    this: void,
    context: Context<S, B, N>,
    ...args: MessageArguments<R[K]>
  ) => Answer<ReplyOf<R[K]>>;
};

/** What is said of an actor beside its handlers. */
export interface ActorOptions<S, R, B extends string = string, N extends string = string> {
  /** Runs before the first message; may wait. A failure ends the actor. Default: nothing runs. */
  started?(this: void, context: Context<S, B, NoInfer<N>>): unknown;
  /**
   * Runs exactly once when the actor ends, whatever ended it, and may wait; of one that was killed it runs up to where
   * it would wait. Default: nothing runs.
   */
  stopped?(this: void, context: Context<S, B, NoInfer<N>>, reason: ExitReason): unknown;
  /**
   * Takes signals: the end of an actor or task that this one monitors, or is linked to while it traps exits. Default: it takes
   * no signals.
   */
  signal?(this: void, context: Context<S, B, NoInfer<N>>, signal: Signal): unknown;
  /** Milliseconds that an ask of this actor waits for its reply. Default: 5,000. */
  readonly askTimeout?: number;
  /**
   * Messages whose handlers do not keep the actor from taking others while they wait. A generator handler runs in a task
   * of its own. All are cancelled when the actor ends, and a failure ends it. Default: none.
   */
  readonly interleave?: readonly NoInfer<N>[];
  /** How messages wait: capacity, what happens beyond it, and when to warn. Default: unbounded. */
  readonly mailbox?: MailboxOptions;
  /** Messages of a higher priority are handled first. Default: 0. */
  readonly priority?: { readonly [K in NoInfer<N>]?: number };
  /** How many messages may be stashed. Default: 1,000. */
  readonly stash?: number;
  /** What the actor can become, by name. Default: nothing. */
  readonly behaviours?: { readonly [K in B]: Behaviour<S, NoInfer<R>, NoInfer<B>, NoInfer<N>> };
  /**
   * Hooks that run when the actor becomes something, after the handler that made it so and before the next message, and with what it was
   * before; at first after `started`. They may wait; a failure ends the actor. What it is already it does not enter. Default: nothing runs.
   */
  readonly entered?: {
    readonly [K in NoInfer<B>]?: (
      this: void,
      context: Context<S, NoInfer<B>, NoInfer<N>>,
      before: NoInfer<B> | null,
    ) => unknown;
  };
  /** What it is at first; by default none of its behaviours. */
  readonly initially?: NoInfer<B>;
  /**
   * Schemas for the arguments of messages, of any library that follows Standard Schema: checked where a message is sent.
   * The handler gets what the schema makes of an argument. They must be synchronous. Default: arguments are not checked.
   */
  readonly messages?: { readonly [K in NoInfer<N>]?: readonly StandardSchema[] };
}

/** A definition with state: `state` makes it from the arguments of `spawn`. */
export interface StatefulOptions<F extends object, R, B extends string = string, N extends string = string>
  extends ActorOptions<StateOf<F>, R, B, N> {
  /** Makes the state of an actor. What it throws, `spawn` throws. */
  readonly state: F;
  /** The handlers, by the names of the messages. */
  readonly receive: R & Handlers<StateOf<F>, NoInfer<B>, N, NoInfer<R>>;
}

/** A definition without state. */
export interface StatelessOptions<R, B extends string = string, N extends string = string>
  extends ActorOptions<undefined, R, B, N> {
  /** The handlers, by the names of the messages. */
  readonly receive: R & Handlers<undefined, NoInfer<B>, N, NoInfer<R>>;
}

/** What `defineActor` returns and `spawn` takes: `A` are the arguments to spawn with, `R` the handlers. */
export interface Definition<A extends readonly unknown[] = readonly unknown[], R = AnyHandlers> {
  /** The name of its actors, followed by a number: `account#7`. */
  readonly name: string;
  /** The names of the messages. */
  readonly messages: readonly (keyof R & string)[];
  /** Never there: carries the type of the arguments. */
  readonly spawnArguments?: (...args: A) => void;
}

/** The type of a ref of an actor: `RefOf<typeof Account>`. */
export type RefOf<D> = D extends Definition<infer _A, infer R> ? Ref<R> : never;

/**
 * Defines an actor: a name, the function that makes its state from the arguments of `spawn`, and a handler for each
 * message. A handler gets the context and the arguments of the message; it may be plain, a generator function or async.
 * The actor handles one message at a time; what a handler returns is the reply to an ask. A handler that throws ends the
 * actor, with the error as exit reason, unless it throws a {@link Refusal}.
 *
 * Fails with `ERR_MAILSLOT_DEFINITION` when the definition makes no sense.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 *
 * const Account = defineActor("account", {
 *   state: (balance = 0) => ({ balance }),
 *   receive: {
 *     deposit(ctx, amount: number) {
 *       ctx.state.balance += amount;
 *     },
 *     balance: (ctx) => ctx.state.balance,
 *   },
 * });
 * const account = spawn(Account, 100);
 * account.tell.deposit(5);
 * console.log(await account.ask.balance()); // 105
 * ```
 */
export function defineActor<F extends object, B extends string, R, N extends string>(
  name: string,
  options: StatefulOptions<F, R, B, N>,
): Definition<SpawnArguments<F>, R>;
export function defineActor<B extends string, R, N extends string>(
  name: string,
  options: StatelessOptions<R, B, N>,
): Definition<[], R>;
export function defineActor(name: string, options: object): Definition {
  return new CompiledDefinition(name, options as never);
}
