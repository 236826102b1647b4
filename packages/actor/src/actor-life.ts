/**
 * The actor as something that runs: it begins, handles one message at a time, and ends once.
 *
 * Invariants: `current` is the message whose handler runs or waits; `mode` is 0, or RARE bits alone, exactly while messages
 * may be handled.
 */
import { Source } from "@mailslot/core";
import { ActorMailbox } from "./actor-mailbox.js";
import { BOXED, BUSY, EXITING, FAILED, GONE, KILLED, RARE, STARTING, STOPPING } from "./actor-mode.js";
import { Ask } from "./ask.js";
import { deadLetter } from "./dead-letters.js";
import { Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";
import { describeReason, type ExitReason, isOrderly } from "./exit-reason.js";
import { type Hand, hands } from "./hand.js";
import { drive, HOOK, invoke, invokeAtHand, isCancellation, isSteps, isWaitable } from "./handling.js";
import { Interleaved } from "./interleaved.js";
import type { Mailbox } from "./mailbox.js";
import { type Message, Told } from "./message.js";
import type { AnyHandler, MessageKind } from "./message-kind.js";
import { isTimerMessage } from "./timers.js";

export abstract class ActorLife extends ActorMailbox {
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

  protected cancelInterleaved(): void {
    const jobs = this.parts_?.interleaved;
    if (jobs === null || jobs === undefined) return;
    for (const job of jobs) job.cancel(this.parts.reason)?.refuse(this.exited());
    jobs.clear();
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
    if (message instanceof Ask) message.refuse(error);
    else deadLetter(message, this.node, "rejected");
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

  protected exitFurther(): void {
    const { kind } = this;
    if ((this.mode & STOPPING) === 0) {
      this.mode |= STOPPING;
      this.cancelInterleaved(); // user code may run here
      if (kind.stopped === null) this.finish();
      else this.runHook(kind.stopped, [this.parts.reason]);
    }
    if ((this.mode & (KILLED | GONE)) === KILLED) this.finishKilled();
  }

  /** Ends without waiting for what a `stopped` that has begun waits for. */
  protected finishKilled(): void {
    if (this.inSteps) this.abandon();
    if (!this.inSteps) this.finish();
  }

  /** Makes the actor end with `reason` before its next message; what its handler waits for is given up. */
  terminate(reason: ExitReason): void {
    if ((this.mode & (STOPPING | GONE)) !== 0) return;
    this.beginExit(reason, !isOrderly(reason));
    if ((this.mode & BUSY) !== 0) this.dropPromise();
    this.stopSteps(reason); // user code may run here
    this.wake();
  }

  /** Makes the actor end as soon as the engine can, with the reason `"killed"`. */
  kill(): void {
    if ((this.mode & GONE) !== 0) return;
    if ((this.mode & STOPPING) === 0) this.parts.reason = "killed";
    this.mode = (this.mode & ~FAILED) | EXITING | KILLED;
    if ((this.mode & BUSY) !== 0) this.dropPromise();
    this.stopSteps("killed"); // user code may run here
    if (this.inSteps) this.abandon();
    this.wake();
  }

  protected dropPromise(): void {
    const { current } = this;
    this.mode &= ~BUSY;
    this.current = null;
    this.parts.settled = null;
    this.giveUp(current);
  }

  protected beginExit(reason: ExitReason, isFailure: boolean): void {
    if ((this.mode & (GONE | KILLED)) !== 0) return;
    // An error on the way to an orderly end is the more telling reason.
    if ((this.mode & EXITING) === 0 || isFailure) this.parts.reason = reason;
    this.mode |= isFailure ? EXITING | FAILED : EXITING;
  }

  protected finish(): void {
    if ((this.mode & GONE) !== 0) return;
    const { reason } = this.parts;
    this.mode |= GONE;
    this.parts.exit();
    this.cancelInterleaved();
    this.giveUp(this.current);
    this.current = null;
    this.discardAll();
    this.state = undefined;
    this.kind.forget(this.node);
    if ((this.mode & FAILED) === 0) this.complete(reason);
    else this.reject(reason);
  }

  protected discardAll(): void {
    this.takeBack();
    for (let tail = this.tail; tail !== null; tail = this.tail) this.discard(this.takeFirst(tail));
    const { mailbox, raw, stash } = this.parts;
    raw?.close(this.exited());
    mailbox?.drain((message) => this.discard(message));
    for (const message of stash ?? []) this.discard(message);
    this.parts.stash = null;
  }

  /** Tells who waits that the handler did not come to its end. Nobody else needs the error, whose stack costs 10 µs. */
  protected giveUp(message: Message | null): void {
    if (message instanceof Ask) message.refuse(this.exited());
  }

  protected discard(message: Message): void {
    if (message instanceof Ask) message.refuse(this.gone());
    if (message instanceof Ask || isTimerMessage(message) || message.isGivenUp()) return;
    deadLetter(message, this.node, "exited");
  }

  protected gone(): RejectedError {
    return new RejectedError(`${this.name} has exited (${describeReason(this.parts.reason)}): spawn another`, {
      code: "ERR_MAILSLOT_NO_ACTOR",
    });
  }

  protected exited(): UnknownOutcomeError {
    const { reason } = this.parts;
    const text = `${this.name} exited while it handled the message (${describeReason(reason)}): it is unknown how far it came`;
    return new UnknownOutcomeError("ERR_MAILSLOT_ACTOR_EXITED", text, { cause: reason });
  }
}
