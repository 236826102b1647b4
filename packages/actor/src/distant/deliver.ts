/** Messages that were sent elsewhere and are taken in here, and who waits for whom on their behalf. */
import type { Operation, Task, Waiter } from "@mailslot/core";
import { carriers } from "@mailslot/core/engine";
import { type ActorCore, actorOf } from "../actor/actor-core.js";
import { Ask } from "../ask/ask.js";
import { everybodyBehind, handlerOf, wayTo } from "../ask/cycle.js";
import { arriving, contextOfArrival } from "../mailbox/crossing-context.js";
import { MANY, ToldMessage } from "../mailbox/message.js";
import { giveContext } from "../mailbox/sender-context.js";
import type { AnyRef } from "../ref/ref.js";
import type { DistantAsk } from "./distant.js";
import type { SentAsk } from "./distant-actor.js";

/** How a message was sent that is taken in here. */
export interface Delivery {
  /** Who sent it: an actor, by its ref, or something with a name; null when that is not known. */
  readonly from: AnyRef | { readonly name: string } | null;
  /** What stands for the context of its sender, as {@link DistantMessage.context}: its handler runs in what the carrier here makes of it. */
  readonly context?: unknown;
}

/** What takes the answer to an ask that was sent elsewhere: one of its methods is called, once, unless it is given up. */
export interface AnswerTaker {
  /** Takes the reply. */
  reply(value: unknown): void;
  /** Takes the error that the asker is to get. */
  refuse(error: unknown): void;
}

/** An ask that was sent elsewhere and taken in here. */
export interface DeliveredAsk {
  /** Gives it up: what has not begun is not handled, and what is answered becomes a dead letter. */
  giveUp(): void;
}

/** Who must go on before something can: the actors of this thread on the way, and the asks at which they leave it. */
export interface Waits {
  /** Those who are waited for, each with the names on the way to it, its own included. */
  readonly waiting: ReadonlyMap<object, readonly string[]>;
  /** The asks to actors elsewhere that must be answered first, each with the names on the way, the asked actor included. */
  readonly distant: readonly { readonly ask: DistantAsk; readonly names: readonly string[] }[];
}

/** Stands for the asker. */
class Answering implements Waiter<unknown>, DeliveredAsk {
  after: Waiter | null;
  before: Waiter | null;
  readonly ask: Ask;
  private readonly answer: AnswerTaker;

  constructor(ask: Ask, answer: AnswerTaker) {
    this.after = null;
    this.before = null;
    this.ask = ask;
    this.answer = answer;
  }

  giveUp(): void {
    this.ask.unsubscribe(this);
  }

  claim(): boolean {
    return true;
  }

  deliver(value: unknown): void {
    this.answer.reply(value); // user code runs here
  }

  fail(error: unknown): void {
    this.answer.refuse(error); // user code runs here
  }
}

/**
 * Hands an actor a message that was sent elsewhere. Its arguments are not checked again. Without `reply` it was told, and the
 * operation is that of `ref.tell`; with it, it was asked, has no time limit of its own, and the answer goes to `reply`. Throws
 * `ERR_MAILSLOT_UNKNOWN_MESSAGE` when the definition lacks that message, and `ERR_MAILSLOT_MAILBOX_FULL` as `tell` does.
 *
 * @example
 * ```ts
 * import { defineActor, deliver, spawn } from "@mailslot/actor";
 *
 * const Account = defineActor("account", { receive: { add: (_ctx, a: number, b: number) => a + b } });
 * const reply = { reply: (value: unknown) => console.log(value), refuse: console.error };
 * deliver(spawn(Account), "add", [1, 2], { from: { name: "main of node b" }, reply }); // 3
 * ```
 */
export function deliver(
  ref: AnyRef,
  message: string,
  args: readonly unknown[],
  delivery: Delivery & { readonly reply: AnswerTaker },
): DeliveredAsk;
export function deliver(ref: AnyRef, message: string, args: readonly unknown[], delivery: Delivery): Operation<void>;
export function deliver(
  ref: AnyRef,
  message: string,
  args: readonly unknown[],
  { from, reply, context }: Delivery & { readonly reply?: AnswerTaker },
): DeliveredAsk | Operation<void> {
  const actor = actorOf(ref);
  const kind = actor.definition.messageNamed(message);
  const sender = from as Task | null; // of which an actor looks at the name, and at which it is
  const sent =
    reply === undefined
      ? new ToldMessage(kind, MANY, args, undefined, sender)
      : new Ask(kind, MANY, args, undefined, sender, actor);
  if (carriers.any) giveContext(sent, contextOfArrival(context, actor)); // user code runs here
  const outer = arriving.message;
  arriving.message = sent;
  try {
    return sent instanceof Ask ? takeIn(sent, actor, reply as AnswerTaker) : actor.tellOne(sent);
  } finally {
    arriving.message = outer;
  }
}

function takeIn(ask: Ask, actor: ActorCore, reply: AnswerTaker): DeliveredAsk {
  const answering = new Answering(ask, reply);
  ask.subscribe(answering);
  actor.askOne(ask);
  return answering;
}

/**
 * Returns who must go on before an actor can, or before an ask that `deliver` has taken in is answered: for probes that look for
 * cycles of asks beyond this thread.
 *
 * @example
 * ```ts
 * import { defineActor, type RefTo, spawn, waitsOf } from "@mailslot/actor";
 * import { oneshot } from "@mailslot/core";
 *
 * const never = oneshot();
 * const Second = defineActor("second", { receive: { wait: () => never } });
 * const First = defineActor("first", {
 *   receive: {
 *     *ask(_ctx, other: RefTo<{ wait(): unknown }>) {
 *       yield* other.ask.wait();
 *     },
 *   },
 * });
 * const [first, second] = [spawn(First), spawn(Second)];
 * first.tell.ask(second);
 * setTimeout(() => {
 *   console.log(waitsOf(first).waiting.has(second)); // true
 *   never.send(undefined);
 * });
 * ```
 */
export function waitsOf(waiter: AnyRef | DeliveredAsk): Waits {
  const start = waiter instanceof Answering ? handlerOf(waiter.ask) : actorOf(waiter);
  const { cameFrom, edges } = everybodyBehind(start, null);
  const names = (who: object): string[] => wayTo(who as never, cameFrom).map((each) => each.name);
  return {
    waiting: new Map([...cameFrom.keys()].map((who) => [who, names(who)])),
    distant: edges
      .filter(({ ask }) => ask.after !== null)
      .map(({ by, ask }) => ({
        ask: ask.after as unknown as SentAsk,
        names: by === null ? names(ask.target) : [...names(by), ask.target.name],
      })),
  };
}
