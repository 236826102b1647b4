/**
 * The actor as something that runs: it begins, and handles one message at a time.
 *
 * Invariants: `current` is the message whose handler runs or waits, unless that is in the hand-off slot; `mode` is 0, or
 * RARE bits alone, exactly while messages may be handled.
 */
import { Source } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import { type AnyHandler, HOOK, type MessageKind } from "../definition/message-kind.js";
import { Refusal, RejectedError } from "../errors.js";
import { deadLetter } from "../mailbox/dead-letters.js";
import { type HandoffSlot, handoff } from "../mailbox/handoff.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import { type Message, ToldMessage } from "../mailbox/message.js";
import { ActorEnd } from "./actor-end.js";
import { Interleaved } from "./interleaved.js";
import { drive, invoke, invokeHandoff, isCancellation, isSteps, isWaitable } from "./invoke.js";
import { BOXED, BUSY, EXITING, GONE, KILLED, RARE, STARTING, STOPPING } from "./mode.js";

export abstract class ActorLife extends ActorEnd {
  override react(): void {
    if (this.mode !== 0 && !this.prepareNext()) return;
    if (handoff.offered.to === this && !this.handleHandoff()) return;
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

  /** As `handle`, for the message in the hand-off slot, of which an object is made only when it is needed. */
  protected handleHandoff(): boolean {
    const message = this.spend() ? handoff.take() : null;
    if (message === null) {
      this.takeBack();
      return true; // the mailbox has it now
    }
    let result: unknown;
    try {
      const handler = this.mode === 0 ? message.kind.handler : this.handlerOf(message.kind);
      result = invokeHandoff(handler, this, message); // user code runs here
    } catch (error) {
      this.keep(message);
      this.threw(error);
      return this.prepareNext();
    }
    if (typeof result === "object" && result !== null) {
      this.keep(message);
      return this.awaitResult(result);
    }
    message.empty();
    this.current = null;
    return this.mode === 0 || this.prepareNext();
  }

  protected keep(hand: HandoffSlot): Message {
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
      result = invoke(handler, this, message); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.prepareNext();
    }
    if (typeof result === "object" && result !== null) return this.awaitResult(result);
    this.current = null;
    message.reply(result);
    return this.mode === 0 || this.prepareNext();
  }

  protected handlerOf(kind: MessageKind): AnyHandler {
    return this.extra_?.handlers?.[kind.index] ?? kind.handler;
  }

  /** Waits for what a handler or hook has returned, if that is something to wait for. */
  protected awaitResult(result: object): boolean {
    if (this.current?.kind.interleaves === true && isWaitable(result)) this.interleave(this.current, result);
    else if (isSteps(result)) return this.enter(result) && this.prepareNext();
    else if (result instanceof Source) return this.enter(drive(result)) && this.prepareNext();
    else if (typeof (result as PromiseLike<unknown>).then === "function")
      this.awaitPromise(result as PromiseLike<unknown>);
    else this.left(result);
    return this.prepareNext();
  }

  protected interleave(message: Message, result: object): void {
    this.current = null;
    const { extra } = this;
    extra.interleaved ??= new Set();
    extra.interleaved.add(new Interleaved(this, message, result));
  }

  interleavedEnded(job: Interleaved): void {
    this.extra_?.interleaved?.delete(job);
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
    this.current ??= new ToldMessage(HOOK, 0, undefined, undefined, null);
    const { current } = this;
    // The actor goes on in a tick of its own, where it may end.
    const settle = (end: () => void): void => {
      if (this.current !== current) return;
      this.extra.settled = end;
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
    if (this.definition.isRaw) this.beginExit("normal", false);
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
    if (!(message instanceof Ask)) deadLetter(message, this.self, "rejected");
  }

  /** Does what must come before the next message; returns whether that may be handled now. */
  protected prepareNext(): boolean {
    const mode = this.mode & ~RARE;
    if (mode === 0) return true;
    if ((mode & GONE) !== 0) return false;
    if ((mode & BUSY) !== 0 && this.extra.settled !== null) return this.settle(this.extra.settled);
    if ((mode & BUSY) !== 0) this.idle();
    else if ((mode & EXITING) !== 0) this.exitFurther();
    else return this.runHook(this.definition.started, []);
    return false;
  }

  protected exitFurther(): void {
    const { stopped } = this.definition;
    if ((this.mode & STOPPING) === 0) {
      this.mode |= STOPPING;
      this.cancelInterleaved(); // user code may run here
      if (stopped === null) this.finish();
      else this.runHook(stopped, [this.extra.reason]);
    }
    if ((this.mode & (KILLED | GONE)) === KILLED) this.finishKilled();
  }

  protected settle(end: () => void): boolean {
    this.extra.settled = null;
    this.mode &= ~BUSY;
    end();
    return this.prepareNext();
  }

  protected runHook(hook: AnyHandler | null, args: unknown[]): boolean {
    let result: unknown;
    try {
      result = (hook as (context: unknown, ...args: unknown[]) => unknown)(this, ...args); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.prepareNext();
    }
    if (typeof result === "object" && result !== null) return this.awaitResult(result);
    this.left(result);
    return this.prepareNext();
  }
}
