/**
 * The actor as something that runs: it begins, and handles one message at a time.
 *
 * Invariants: `current` is the message whose handler runs or waits, unless that is in the hand; `mode` is 0, or RARE bits alone,
 * exactly while messages may be handled.
 */
import { Source } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import type { AnyHandler, MessageKind } from "../definition/message-kind.js";
import { Refusal, RejectedError } from "../errors.js";
import { deadLetter } from "../mailbox/dead-letters.js";
import { type Hand, hands } from "../mailbox/handoff.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import { type Message, Told } from "../mailbox/message.js";
import { ActorEnd } from "./actor-end.js";
import { Interleaved } from "./interleaved.js";
import { drive, HOOK, invoke, invokeAtHand, isCancellation, isSteps, isWaitable } from "./invoke.js";
import { BOXED, BUSY, EXITING, GONE, RARE, STARTING, STOPPING } from "./mode.js";

export abstract class ActorLife extends ActorEnd {
  override react(): void {
    if (this.mode !== 0 && !this.isReady()) return;
    if (hands.giving.to === this && !this.handleAtHand()) return;
    for (let tail = this.tail; tail !== null; tail = this.tail) {
      if (!this.spend()) {
        this.again();
        return;
      }
      if (!this.handle(this.takeFirst(tail))) return;
    }
    if ((this.mode & BOXED) === 0) this.idle();
    else this.reactBoxed(this.mailbox as Mailbox);
  }

  protected reactBoxed(mailbox: Mailbox): void {
    while (mailbox.length > 0) {
      if (!this.spend()) {
        this.again();
        return;
      }
      if (!this.handle(mailbox.take() as Message)) return;
    }
    this.idle();
  }

  override idleWait(): string {
    return (this.mode & BUSY) === 0 ? "its mailbox" : "its promise";
  }

  /** As `handle`, for the message in the hand, of which an object is made only when it is needed. */
  protected handleAtHand(): boolean {
    const message = this.spend() ? hands.take() : null;
    if (message === null) {
      this.takeBack();
      return true; // the mailbox has it now
    }
    let result: unknown;
    try {
      const handler = this.mode === 0 ? message.kind.handler : this.handlerOf(message.kind);
      result = invokeAtHand(handler, this.node, message); // user code runs here
    } catch (error) {
      this.keep(message);
      this.threw(error);
      return this.isReady();
    }
    if (typeof result === "object" && result !== null) {
      this.keep(message);
      return this.await(result);
    }
    message.empty();
    this.current = null;
    return this.mode === 0 || this.isReady();
  }

  protected keep(hand: Hand): Message {
    this.current ??= hand.message();
    hand.empty();
    return this.current;
  }

  /** Returns whether the next message may be handled. */
  protected handle(message: Message): boolean {
    if (message.isGivenUp()) {
      this.letGo(message);
      return true;
    }
    this.current = message;
    let result: unknown;
    try {
      const handler = this.mode === 0 ? message.kind.handler : this.handlerOf(message.kind);
      result = invoke(handler, this.node, message); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.isReady();
    }
    if (typeof result === "object" && result !== null) return this.await(result);
    this.current = null;
    message.reply(result);
    return this.mode === 0 || this.isReady();
  }

  protected handlerOf(kind: MessageKind): AnyHandler {
    return this.parts_?.handlers?.[kind.index] ?? kind.handler;
  }

  /** Waits for what a handler or hook has returned, if that is something to wait for. */
  protected await(result: object): boolean {
    if (this.current?.kind.interleaves === true && isWaitable(result)) this.interleave(this.current, result);
    else if (isSteps(result)) return this.enter(result) && this.isReady();
    else if (result instanceof Source) return this.enter(drive(result)) && this.isReady();
    else if (typeof (result as PromiseLike<unknown>).then === "function")
      this.awaitPromise(result as PromiseLike<unknown>);
    else this.left(result);
    return this.isReady();
  }

  protected interleave(message: Message, result: object): void {
    this.current = null;
    const { parts } = this;
    parts.interleaved ??= new Set();
    parts.interleaved.add(new Interleaved(this.node, message, result));
  }

  interleavedEnded(job: Interleaved): void {
    this.parts_?.interleaved?.delete(job);
  }

  interleavedFailed(message: Message, error: unknown): void {
    if (error instanceof Refusal) {
      this.refuse(message, error);
      return;
    }
    this.beginExit(error, true);
    message.refuse(this.exited());
    this.terminate(error);
  }

  protected awaitPromise(promise: PromiseLike<unknown>): void {
    this.mode |= BUSY;
    // What settles when the actor has given it up is told apart by this.
    this.current ??= new Told(HOOK, 0, undefined, undefined, null);
    const { current } = this;
    // The actor goes on in a tick of its own, where it may end.
    const settle = (end: () => void): void => {
      if (this.current !== current) return;
      this.parts.settled = end;
      this.wake();
    };
    promise.then(
      (value) => settle(() => this.left(value)),
      (error) => settle(() => this.threw(error)),
    );
  }

  override left(value: unknown): void {
    const { current } = this;
    this.current = null;
    if ((this.mode & STOPPING) !== 0) this.finish();
    else if ((this.mode & STARTING) !== 0) this.hasStarted();
    else current?.reply(value);
  }

  protected hasStarted(): void {
    this.mode &= ~STARTING;
    if (this.kind.isRaw) this.beginExit("normal", false);
  }

  override threw(error: unknown): void {
    const { current } = this;
    this.current = null;
    if (error instanceof Refusal && current !== null && (this.mode & (STOPPING | STARTING)) === 0) {
      this.refuse(current, error);
      return;
    }
    if ((this.mode & EXITING) === 0 || !isCancellation(error)) this.beginExit(error, true);
    this.giveUp(current);
    if ((this.mode & STOPPING) !== 0) this.finish();
  }

  refuse(message: Message, refusal: Refusal): void {
    const error = new RejectedError(`${this.name} refused ${message.kind.name}: ${refusal.message}`, {
      cause: refusal.cause ?? refusal,
    });
    message.refuse(error);
    if (!(message instanceof Ask)) deadLetter(message, this.node, "rejected");
  }

  /** Does what must come before the next message; returns whether that may be handled now. */
  protected isReady(): boolean {
    const mode = this.mode & ~RARE;
    if (mode === 0) return true;
    if ((mode & GONE) !== 0) return false;
    if ((mode & BUSY) !== 0 && this.parts.settled !== null) return this.settle(this.parts.settled);
    if ((mode & BUSY) !== 0) this.idle();
    else if ((mode & EXITING) !== 0) this.exitFurther();
    else return this.runHook(this.kind.started, []);
    return false;
  }

  protected settle(end: () => void): boolean {
    this.parts.settled = null;
    this.mode &= ~BUSY;
    end();
    return this.isReady();
  }

  protected runHook(hook: AnyHandler | null, args: unknown[]): boolean {
    let result: unknown;
    try {
      result = (hook as (context: unknown, ...args: unknown[]) => unknown)(this, ...args); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.isReady();
    }
    if (typeof result === "object" && result !== null) return this.await(result);
    this.left(result);
    return this.isReady();
  }
}
