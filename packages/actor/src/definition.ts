/** Defining an actor: what it keeps, what it understands, and what is done at its beginning and its end. */
import { ActorKind } from "./actor-kind.js";
import type { Context } from "./context.js";
import type { ExitReason } from "./exit-reason.js";
import type { AnyHandlers, Ref } from "./ref.js";
import type { Signal } from "./signal.js";

/** A handler of an actor with state `S`: plain, a generator (which may wait with `yield*`), or async. */
export type Handler<S> = (context: Context<S>, ...args: never[]) => unknown;

/** What a state function returns; undefined when there is none. */
export type StateOf<F> = F extends (...args: never[]) => infer S ? S : undefined;

/** What an actor is spawned with: the arguments of its state function. */
export type SpawnArguments<F> = F extends (...args: infer A) => unknown ? A : [];

/** What is said of an actor beside its handlers. */
export interface ActorOptions<S, R> {
  /** Runs before the first message; may wait. A failure ends the actor. */
  started?(context: Context<S>): unknown;
  /** Runs exactly once when the actor ends, whatever ended it; may wait, unless the actor was killed. */
  stopped?(context: Context<S>, reason: ExitReason): unknown;
  /** Takes signals: the end of an actor or task that this one monitors, or is linked to while it traps exits. */
  signal?(context: Context<S>, signal: Signal): unknown;
  /** Milliseconds that an ask of this actor waits for its reply; 5,000 unless told. */
  readonly askTimeout?: number;
  /** Messages whose handlers do not keep the actor from taking others while they wait. */
  readonly interleave?: readonly (keyof R & string)[];
}

/** A definition with state: `state` makes it from the arguments of `spawn`. */
export interface StatefulOptions<F extends object, R> extends ActorOptions<StateOf<F>, R> {
  readonly state: F;
  readonly receive: R;
}

/** A definition without state. */
export interface StatelessOptions<R> extends ActorOptions<undefined, R> {
  readonly receive: R;
}

/** What `defineActor` returns and `spawn` takes: `A` are the arguments to spawn with, `R` the handlers. */
export interface Definition<A extends readonly unknown[] = readonly unknown[], R = AnyHandlers> {
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
 */
export function defineActor<F extends object, R extends Record<string, Handler<StateOf<F>>>>(
  name: string,
  options: StatefulOptions<F, R>,
): Definition<SpawnArguments<F>, R>;
export function defineActor<R extends Record<string, Handler<undefined>>>(
  name: string,
  options: StatelessOptions<R>,
): Definition<[], R>;
export function defineActor(name: string, options: object): Definition {
  return new ActorKind(name, options as never);
}
