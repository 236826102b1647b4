/**
 * A layer of the actor that is there only while somebody watches messages: it is put between `ActorCore` and the layer below,
 * so that without it nothing asks whether there is a watcher. See docs/decisions/0315-watching-messages.md.
 */
import { currentTask, type Operation } from "@mailslot/core";
import { type Carried, isCancellation } from "@mailslot/core/engine";
import { ActorCore } from "../actor/actor-core.js";
import { ActorLife } from "../actor/actor-life.js";
import type { Interleaved } from "../actor/interleaved.js";
import { interleavedOf } from "../actor/interleaved.js";
import { CARRIED, EXITING } from "../actor/mode.js";
import type { Ask } from "../ask/ask.js";
import type { MessageKind } from "../definition/message-kind.js";
import { isRefusal } from "../errors.js";
import { arriving } from "../mailbox/crossing-context.js";
import type { DeadLetterReason } from "../mailbox/dead-letters.js";
import { type Message, ToldMessage } from "../mailbox/message.js";
import { giveContext, senderContext } from "../mailbox/sender-context.js";
import { isTimerMessage } from "../timers/timer.js";
import type { HandlerEnd } from "./message-watcher.js";
import { contextOfReceived, forgetReceived, watchReceives } from "./received.js";
import { depart, tripIn, tripOf } from "./trip.js";

const COMPLETED: HandlerEnd = { status: "completed" };

abstract class WatchedActor extends ActorLife {
  // What is sent goes the way of messages that have a context.

  override tellPlain(kind: MessageKind, count: number, a: unknown, b: unknown): Operation<void> {
    return this.tellOne(new ToldMessage(kind, count, a, b, currentTask()));
  }

  override tellOne(message: Message): Operation<void> {
    return this.tellRare(message);
  }

  override askOne(ask: Ask): void {
    this.askRare(ask);
  }

  protected override carry(message: Message): void {
    // Else it was sent to a ref that outlasts restarts.
    const isNew = senderContext(message) === undefined || arriving.message === message;
    super.carry(message);
    if (isNew) {
      const base = senderContext(message) ?? null;
      const within = arriving.message === message ? base : contextOfReceived(message.from);
      const carried = depart(message, this as never, { byTimer: false, base, within }); // user code runs here
      giveContext(message, carried);
    }
    if (senderContext(message) !== undefined) this.flags |= CARRIED;
  }

  /** What a timer sends begins in the actor's own context. */
  override putSystem(message: Message): void {
    if (isTimerMessage(message)) {
      const { home } = this;
      giveContext(message, depart(message, this as never, { byTimer: true, base: home, within: home })); // user code runs here
      if (senderContext(message) !== undefined) this.flags |= CARRIED;
    }
    super.putSystem(message);
  }

  // How it ends.

  protected override handleIn(carried: Carried, message: Message): boolean {
    const trip = tripIn(carried);
    if (trip === null || message.isGivenUp()) return super.handleIn(carried, message);
    trip.began(this.self); // user code runs here
    const goesOn = super.handleIn(carried, message);
    const waits = this.current === message || interleavedOf(message) !== null;
    if (!waits) trip.handled(message);
    return goesOn;
  }

  override returned(value: unknown): void {
    const { current } = this;
    if (this.definition.isRaw) forgetReceived(this, COMPLETED);
    else if (current !== null) tripOf(current)?.handled(current);
    super.returned(value);
  }

  override threw(error: unknown): void {
    if (this.definition.isRaw) forgetReceived(this, this.endBy(error));
    else if (this.current !== null) tripOf(this.current)?.ended(this.endBy(error));
    super.threw(error);
  }

  override interleavedEnded(handler: Interleaved, value: unknown): void {
    tripOf(handler.message)?.handled(handler.message);
    super.interleavedEnded(handler, value);
  }

  override interleavedThrew(handler: Interleaved, error: unknown): void {
    tripOf(handler.message)?.ended(this.endBy(error));
    super.interleavedThrew(handler, error);
  }

  private endBy(error: unknown): HandlerEnd {
    if (isRefusal(error)) return { status: "refused", error };
    const isCut = (this.flags & EXITING) !== 0 && isCancellation(error);
    return isCut ? this.cut() : { status: "failed", error };
  }

  private cut(): HandlerEnd {
    return { status: "cut", error: this.extra.reason };
  }

  protected override handBack(handler: Interleaved): void {
    tripOf(handler.message)?.ended(this.cut());
    super.handBack(handler);
  }

  protected override refuseUnended(message: Message | null): void {
    if (this.definition.isRaw) forgetReceived(this, this.cut());
    else if (message !== null) tripOf(message)?.ended(this.cut());
    super.refuseUnended(message);
  }

  override lose(message: Message, reason: DeadLetterReason): void {
    tripOf(message)?.lost(reason);
    super.lose(message, reason);
  }
}

export function putLayer(): void {
  watchReceives(true);
  Object.setPrototypeOf(ActorCore.prototype, WatchedActor.prototype);
}

/** A message that is on its way then keeps its context, and nobody hears of it. */
export function takeLayer(): void {
  watchReceives(false);
  Object.setPrototypeOf(ActorCore.prototype, ActorLife.prototype);
}
