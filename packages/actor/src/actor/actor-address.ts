/**
 * The actor as an address: it is its own ref, since another object would cost memory, and takes in what is told, asked
 * and signalled. See docs/decisions/0300-mailboxes.md and 0305-messages-at-hand.md.
 */
import { currentTask, type Operation } from "@mailslot/core";
import { captureFor, carriers } from "@mailslot/core/engine";
import { Ask } from "../ask/ask.js";
import { cycleError } from "../ask/cycle.js";
import { checkAskOptions } from "../ask/options.js";
import type { MessageKind } from "../definition/message-kind.js";
import { RejectedError, UnknownOutcomeError } from "../errors.js";
import { describeReason, isError } from "../exit-reason.js";
import { type DeadLetterReason, deadLetter } from "../mailbox/dead-letters.js";
import { DEEP, warnOfDepth } from "../mailbox/depth-warning.js";
import { handoff } from "../mailbox/handoff.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import { type Message, ToldMessage } from "../mailbox/message.js";
import { MessageQueue } from "../mailbox/message-queue.js";
import { COMPLETE, type PendingTell } from "../mailbox/pending-tell.js";
import type { AnyRef, AskFor, AskOptions, Ref, Tell } from "../ref/ref.js";
import type { TellMethods } from "../ref/tell-ask.js";
import type { Signal } from "../signal.js";
import { isTimerMessage } from "../timers/timer.js";
import { ActorQueue } from "./actor-queue.js";
import { BOXED, BUSY, CARRIED, DRAINING, GONE, MODE } from "./mode.js";

/** Messages that were given up are swept out once there are this many, and they make up half of the mailbox. */
const GIVEN_UP = 64;
/** It takes no messages. */
const CLOSED = GONE | DRAINING;

export abstract class ActorAddress extends ActorQueue implements Ref {
  // As a ref.

  get self(): AnyRef {
    return this;
  }

  get alive(): boolean {
    return (this.flags & CLOSED) === 0;
  }

  get load(): number {
    return this.depth + (this.handled === null ? 0 : 1);
  }

  get tell(): Tell<never> {
    return (this.methods ?? this.tellMethods()) as never;
  }

  /** An actor that is told once, as in a round through many, keeps no object for it: made and dropped, that costs next to nothing. */
  private tellMethods(): TellMethods {
    const methods = this.definition.tellOf(this);
    this.methods = this.methods === undefined ? null : methods;
    return methods;
  }

  get ask(): AskFor<never> {
    return this.definition.askOf(this) as never;
  }

  askWith(options: AskOptions): AskFor<never> {
    const { timeout = this.definition.askTimeout, signal = null } = checkAskOptions(this.name, options);
    return this.definition.askWith(this, timeout, { signal, from: null }) as never;
  }

  // What comes in.

  /** Takes a told message of at most two arguments. */
  tellPlain(kind: MessageKind, count: number, a: unknown, b: unknown): Operation<void> {
    const from = currentTask();
    const home = carriers.any ? this.home : undefined;
    const carried = home === undefined ? home : captureFor(this.task, home); // user code runs here
    if ((this.flags & MODE) === 0 && this.isIdle && from !== null && carried === home) {
      const { offered } = handoff;
      if (offered.to === null) {
        offered.to = this;
        offered.kind = kind;
        offered.count = count;
        offered.a = a;
        offered.b = b;
        offered.from = from;
        this.wake();
        return COMPLETE;
      }
      handoff.refuse();
    }
    const message = new ToldMessage(kind, count, a, b, from);
    if (carried !== undefined) message.carried = carried;
    return this.tellOne(message);
  }

  tellOne(message: Message): Operation<void> {
    if ((this.flags & (CLOSED | BOXED)) !== 0 || carriers.any) return this.tellRare(message);
    this.put(message);
    return COMPLETE;
  }

  /** A message is sent to it, and has the context of its sender from now on. */
  protected carry(message: Message): void {
    if (!carriers.any) return;
    if (message.carried === undefined) message.carried = captureFor(this.task, this.home); // user code runs here
    this.flags |= CARRIED;
  }

  protected tellRare(message: Message): Operation<void> {
    this.carry(message);
    if ((this.flags & CLOSED) !== 0) {
      this.lose(message, (this.flags & GONE) !== 0 ? "no actor" : "draining");
      return COMPLETE;
    }
    if ((this.flags & BOXED) === 0) {
      this.put(message);
      return COMPLETE;
    }
    try {
      return (this.mailbox as Mailbox).tell(message);
    } finally {
      this.wakeForMessage();
    }
  }

  askOne(ask: Ask): void {
    if ((this.flags & (CLOSED | BOXED)) !== 0 || carriers.any || ask.from === (this as unknown)) this.askRare(ask);
    else this.put(ask);
  }

  protected askRare(ask: Ask): void {
    this.carry(ask);
    if ((this.flags & CLOSED) !== 0) {
      ask.refuse((this.flags & GONE) !== 0 ? this.noActor() : this.draining());
      return;
    }
    if (ask.from === (this as unknown) && !(this.handled?.interleaves ?? false)) {
      const error = cycleError([this.name, this.name]);
      ask.refuse(error);
      throw error;
    }
    if ((this.flags & BOXED) === 0) {
      this.put(ask);
      return;
    }
    (this.mailbox as Mailbox).ask(ask);
    this.wakeForMessage();
  }

  takeSignal(signal: Signal): void {
    const kind = this.definition.signal;
    if (kind !== null) this.putSystem(new ToldMessage(kind, 1, signal, undefined, null));
  }

  /** Takes in a message that nothing may drop. */
  putSystem(message: Message): void {
    if ((this.flags & GONE) !== 0) return;
    if ((this.flags & BOXED) === 0) {
      this.put(message);
      return;
    }
    (this.mailbox as Mailbox).putSystem(message);
    this.wakeForMessage();
  }

  /** Lets a sender that had given up wait for room again. */
  enterAgain(pending: PendingTell): void {
    if ((this.flags & CLOSED) === 0) (this.mailbox as Mailbox).enterAgain(pending);
    else {
      this.discard(pending);
      pending.admit();
    }
    this.wakeForMessage();
  }

  protected put(message: Message): void {
    const tail = this.tail;
    if (tail === null) message.after = message;
    else {
      message.after = tail.after;
      tail.after = message;
    }
    this.tail = message;
    this.count++;
    if ((this.flags & BUSY) === 0) this.wake();
    if (this.count >= DEEP) this.checkDepth();
  }

  protected checkDepth(): void {
    const { count, extra } = this;
    if (count < extra.warnAt) return;
    extra.warnAt = count * 2;
    warnOfDepth(this, count); // user code runs here
  }

  protected wakeForMessage(): void {
    if ((this.flags & (BUSY | GONE)) === 0) this.wake();
  }

  // What is given up, or cannot be handled.

  oneGivenUp(message: Message): void {
    const { extra } = this;
    if (extra.stash?.delete(message) === true) {
      message.after = null;
      this.letGo(message);
      return;
    }
    extra.mailbox?.oneGivenUp(message);
    if (++extra.givenUp < Math.max(GIVEN_UP, this.depth / 2)) return;
    extra.givenUp = 0;
    const letGo = (message: Message): void => this.letGo(message);
    if (extra.mailbox !== null) extra.mailbox.sweep(letGo);
    else this.sweep(letGo);
  }

  protected sweep(letGo: (message: Message) => void): void {
    const kept = new MessageQueue();
    for (let tail = this.tail; tail !== null; tail = this.tail) {
      const message = this.takeFirst(tail);
      if (message.isGivenUp()) letGo(message);
      else kept.put(message);
    }
    for (let message = kept.takeFirst(); message !== null; message = kept.takeFirst()) this.put(message);
  }

  /** Lets go of a message that was given up. */
  letGo(message: Message): void {
    if (message instanceof Ask) this.lose(message, "expired");
  }

  /** Makes a dead letter of a message that no handler takes. */
  lose(message: Message, reason: DeadLetterReason): void {
    deadLetter(message, this.self, reason);
  }

  /** Hands back a message that waits when the actor exits. */
  protected discard(message: Message): void {
    if (message instanceof Ask) message.refuseAtExit(this.noActor());
    else if (!isTimerMessage(message) && !message.isGivenUp()) this.lose(message, "exited");
  }

  /** The error of a message that came after the exit, or was not handled before it. */
  noActor(): RejectedError {
    const { reason } = this.extra;
    const cause = isError(reason) ? { cause: reason } : {};
    const text = `${this.name} has exited (${describeReason(reason)}): spawn another`;
    return new RejectedError(text, { code: "ERR_MAILSLOT_NO_ACTOR", ...cause });
  }

  /** The error of a message that came while the actor handles the last of those before it. */
  private draining(): RejectedError {
    const text = `${this.name} handles what had come before, then exits, and takes no more messages: ask another`;
    return new RejectedError(text, { code: "ERR_MAILSLOT_NO_ACTOR" });
  }

  /** The error of a message whose handler had begun at the exit. */
  protected exited(): UnknownOutcomeError {
    const { reason } = this.extra;
    const text = `${this.name} exited while it handled the message (${describeReason(reason)}): it is not known how far it got`;
    return new UnknownOutcomeError("ERR_MAILSLOT_ACTOR_EXITED", text, { cause: reason });
  }
}
