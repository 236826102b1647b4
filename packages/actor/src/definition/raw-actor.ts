/** The raw form: an actor whose body receives from its mailbox itself. */
import type { Source } from "@mailslot/core";
import { checkOptions } from "@mailslot/core/engine";
import type { Context } from "../actor/context.js";
import type { Received } from "../mailbox/receive.js";
import { SelectiveMailbox } from "../mailbox/selective-mailbox.js";
import type { ArgumentsOf, HandlersOf, RefTo } from "../ref/ref.js";
import type { TimerOptions } from "../timers/timer.js";
import { CompiledDefinition } from "./compiled.js";
import type { Definition } from "./definition.js";
import type { MailboxOptions } from "./mailbox-options.js";
import { RawBodyContext, type RawOwner } from "./raw-context.js";

/** When a timer of a raw actor sends, and what it is called. */
export interface RawTimerOptions extends Pick<TimerOptions, "ms" | "key"> {
  /** Not for raw actors: idleness is what a limit to `receive` finds out. Default: it counts from when it is set. */
  readonly clock?: undefined;
}

/** What a body sees of its own actor. `M` declares its messages as methods: `{ add(n: number): void; total(): number }`. */
export interface RawContext<M> extends Pick<Context, "name" | "signal" | "stop" | "stopTimer" | "asking"> {
  /** The actor itself, as others see it. */
  readonly self: RefTo<M>;
  /** Tells the actor itself `message` after `when` milliseconds, as {@link Context.tellAfter} does. */
  tellAfter<K extends keyof M & string>(when: number | RawTimerOptions, message: K, ...args: ArgumentsOf<M[K]>): void;
  /** Tells the actor itself `message` every `when` milliseconds, as {@link Context.tellEvery} does. */
  tellEvery<K extends keyof M & string>(when: number | RawTimerOptions, message: K, ...args: ArgumentsOf<M[K]>): void;
  /**
   * Receives the first message, or the first of these names; the others keep their order. Acts when waited on, and can
   * be limited in time and be a case of a select.
   */
  receive(): Source<Received<M>>;
  receive<K extends keyof M & string>(...names: K[]): Source<Received<Pick<M, K>>>;
  /** Receives the first message that `fits`. */
  receiveWhere(fits: (message: Received<M>) => boolean): Source<Received<M>>;
}

/** What is said of a raw actor beside its body. */
export interface RawActorOptions {
  /** How messages wait. Default: unbounded. */
  readonly mailbox?: MailboxOptions;
  /** Milliseconds that an ask of this actor waits for its reply. Default: 5,000. */
  readonly askTimeout?: number;
  /** Whether it takes signals: as messages called `signal`, with the signal as argument. Default: false. */
  readonly signals?: boolean;
}

/**
 * Defines an actor by its body, a generator or async function, which receives the messages itself:
 * `const { name, args } = yield* ctx.receive()`. The actor ends with its body: normally, or with the error it throws.
 * What it is asked it answers by `message.reply(value)`; what it leaves unanswered ends, at its exit, unknown.
 *
 * `stop` ends it as `terminate` does. Fails with `ERR_MAILSLOT_DEFINITION` when the definition makes no sense.
 *
 * @example
 * ```ts
 * import { defineRawActor, type RawContext, spawn } from "@mailslot/actor";
 *
 * interface Adding {
 *   add(n: number): void;
 *   total(): number;
 * }
 * const Adder = defineRawActor("adder", function* (ctx: RawContext<Adding>, total: number) {
 *   for (;;) {
 *     const message = yield* ctx.receive();
 *     if (message.name === "add") total += message.args[0];
 *     else message.reply(total);
 *   }
 * });
 * const adder = spawn(Adder, 1);
 * adder.tell.add(2);
 * console.log(await adder.ask.total()); // 3
 * ```
 */
export function defineRawActor<M extends object, A extends readonly unknown[]>(
  name: string,
  body: (context: RawContext<M>, ...args: A) => unknown,
  options: RawActorOptions = {},
): Definition<A, HandlersOf<M>> {
  checkOptions("defineRawActor()", options);
  const { mailbox, askTimeout, signals = false } = options;
  return new CompiledDefinition(name, {
    selective: (owner, given) => new SelectiveMailbox(owner, given),
    receive: {},
    state: (...args: unknown[]) => args,
    started: (context: RawOwner) =>
      body(new RawBodyContext(context) as unknown as RawContext<M>, ...(context.state as A)),
    ...(signals ? { signal: () => {} } : {}),
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(askTimeout === undefined ? {} : { askTimeout }),
  }) as unknown as Definition<A, HandlersOf<M>>;
}
