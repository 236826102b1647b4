/**
 * A message on its way from its sender to its end, as all who watch it know it. It stands in the place of the context of the
 * message, and has that inside.
 *
 * Invariants: `isHandled` from a `began` to the `ended` that belongs to it, `isReceived` as well if a raw actor has received it;
 * watchers hear of one after the other.
 */
import type { ContextCarrier, Task } from "@mailslot/core";
import { type Carried, captureFor, runIn } from "@mailslot/core/engine";
import { Ask, REPLIED } from "../ask/ask.js";
import { RejectedError } from "../errors.js";
import { arriving, packed } from "../mailbox/crossing-context.js";
import type { DeadLetterReason } from "../mailbox/dead-letters.js";
import type { Message } from "../mailbox/message.js";
import { senderContext } from "../mailbox/sender-context.js";
import type { AnyRef } from "../ref/ref.js";
import type { AskEnd, HandlerEnd } from "./message-watcher.js";
import { type Watch, watchesNow } from "./watch.js";

interface Kept {
  readonly watch: Watch;
  readonly value: unknown;
}

const COMPLETED: HandlerEnd = { status: "completed" };
const STASHED: HandlerEnd = { status: "stashed" };

export class Trip {
  private readonly to: Task;
  private readonly base: Carried | null;
  private readonly kept: readonly Kept[];
  private isHandled: boolean;
  private isReceived: boolean;

  constructor(to: Task, base: Carried | null, kept: readonly Kept[]) {
    this.to = to;
    this.base = base;
    this.kept = kept;
    this.isHandled = false;
    this.isReceived = false;
  }

  /** A raw actor has received it: an ask is handled until it has its end, however long that takes. */
  received(actor: AnyRef): void {
    this.isReceived = true;
    this.began(actor);
  }

  began(actor: AnyRef): void {
    this.isHandled = true;
    for (const { watch, value } of this.kept) watch.tell("began", this.to, (watcher) => watcher.began?.(value, actor));
  }

  ended(end: HandlerEnd): void {
    if (!this.isHandled) return;
    this.isHandled = false;
    for (const { watch, value } of this.kept) watch.tell("ended", this.to, (watcher) => watcher.ended?.(value, end));
  }

  /** A handler has come to its end, or has put the message aside. */
  handled(message: Message): void {
    this.ended(message.after === null ? COMPLETED : STASHED);
  }

  lost(reason: DeadLetterReason): void {
    for (const { watch, value } of this.kept) watch.tell("lost", this.to, (watcher) => watcher.lost?.(value, reason));
  }

  answered({ stage, value: result }: Ask): void {
    const isReplied = stage === REPLIED;
    if (isReplied)
      this.ended(COMPLETED); // the reply is the end of its handler
    else if (this.isReceived)
      this.ended({ status: result instanceof RejectedError ? "refused" : "cut", error: result });
    const end: AskEnd = isReplied ? { status: "replied" } : { status: "failed", error: result };
    for (const { watch, value } of this.kept)
      watch.tell("answered", this.to, (watcher) => watcher.answered?.(value, end));
  }

  /** Returns what stands elsewhere for the contexts of all, as the carrier of the sender's scheduler packs them. */
  pack(): unknown {
    let data: unknown;
    this.run(() => {
      const carried = captureFor(this.to, null); // user code runs here
      data = carried === null ? undefined : packed(carried, this.to);
    });
    return data;
  }

  /** Runs a step of the handler in the contexts of all. */
  run(step: () => void): void {
    let whole = step;
    for (const { watch, value } of this.kept.toReversed()) {
      const inner = whole;
      whole = () => runIn(this.to, { carrier: watch, context: value }, inner);
    }
    if (this.base === null) whole();
    else runIn(this.to, this.base, whole);
  }
}

const TRIPS: ContextCarrier = {
  capture: () => null,
  run: (trip, step) => (trip as Trip).run(step),
  pack: (trip) => (trip as Trip).pack(),
};

/** What is told of a message that is sent, and the context that its handler has without those who watch. */
interface Departure {
  readonly byTimer: boolean;
  readonly base: Carried | null;
  /** The context in which it is sent, if that is not the present one. */
  readonly within: Carried | null;
}

/** Tells those who watch that `message` is sent; returns the context of its handler, or null if nobody watches it. */
export function depart(
  message: Message,
  to: Task & { readonly self: AnyRef },
  { byTimer, base, within }: Departure,
): Carried | null {
  const arrived = arriving.message === message;
  const about = { to: to.self, message: message.kind.name, asked: message instanceof Ask, arrived, byTimer };
  const kept: Kept[] = [];
  const tell = (): void => {
    for (const watch of watchesNow()) {
      const value = watch.tell("sent", to, (watcher) => watcher.sent(about));
      if (value !== undefined) kept.push({ watch, value });
    }
  };
  if (within === null) tell();
  else runIn(to, within, tell);
  if (kept.length === 0) return null;
  const trip = new Trip(to, base, kept);
  if (message instanceof Ask) {
    const { atEnd } = message;
    message.atEnd = () => {
      atEnd?.(); // user code may run here
      trip.answered(message); // and here
    };
  }
  return contextFor(trip);
}

/** Returns the context that stands for a trip. */
export function contextFor(trip: Trip): Carried {
  return { carrier: TRIPS, context: trip };
}

/** Returns the trip that a context stands for, if it does. */
export function tripIn(carried: Carried | undefined): Trip | null {
  return carried?.carrier === TRIPS ? (carried.context as Trip) : null;
}

/** Returns the trip of a message that somebody watches. */
export function tripOf(message: Message): Trip | null {
  return tripIn(senderContext(message));
}
