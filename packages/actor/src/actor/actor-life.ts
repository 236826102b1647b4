/**
 * The actor as something that runs: it begins, and handles one message at a time.
 *
 * Invariants: `current` is the message whose handler runs or waits, unless that is in the hand-off slot; the mode
 * is 0, or RARE bits alone, exactly while messages may be handled.
 * A tick handles what waited when it began: docs/decisions/0307-batches.md.
 */
import type { TaskWork } from "@mailslot/core";
import { carriers, isCancellation, workBegan } from "@mailslot/core/engine";
import { type AnyHandler, HOOK, type MessageKind } from "../definition/message-kind.js";
import { isRefusal } from "../errors.js";
import { type HandoffSlot, handoff, invokeHandoff } from "../mailbox/handoff.js";
import { invoke, type Message, ToldMessage } from "../mailbox/message.js";
import { abroad } from "./actor-away.js";
import { ActorBeside } from "./actor-beside.js";
import { AWAY, BOXED, BUSY, CARRIED, CHANGED, EXITING, GONE, KILLED, MODE, RARE, STARTING, STOPPING } from "./mode.js";
import { type Waiting, waitingWith } from "./waiting.js";

export abstract class ActorLife extends ActorBeside {
  override react(): void {
    if ((this.flags & MODE) !== 0) {
      if (!this.enter() || !this.prepareNext()) return;
      if (carriers.any) this.takeBack(); // what a hook has entered for good is not for the message
    }
    if (handoff.offered.to === this && !this.handleHandoff()) return;
    // What comes while it handles these waits for its next tick: an actor that tells itself to go on, and others to do
    // something each time, would fill their mailboxes far beyond the caches before they had a tick.
    let remaining = this.count;
    for (let tail = this.tail; tail !== null; tail = this.tail) {
      if ((this.flags & CARRIED) !== 0 || carriers.any) {
        this.reactEach(null, remaining);
        return;
      }
      if (--remaining < 0 || !this.spend()) {
        this.again();
        return;
      }
      if (!this.handle(this.takeFirst(tail))) return;
    }
    if ((this.flags & BOXED) === 0) this.idle();
    else this.reactEach(this.mailbox, this.waiting(this.mailbox));
  }

  override idleWait(): string {
    return (this.flags & BUSY) === 0 ? "its mailbox" : "its promise";
  }

  /** What a dump says of it. The body of a raw actor has no name. */
  override work(): TaskWork {
    const { handled, depth: mailbox } = this;
    const isAtWork = handled !== null || this.inSteps; // a hook that waits has no message
    return { handling: isAtWork && !this.definition.isRaw ? this.whereFor(handled) : null, mailbox };
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
      const handler = (this.flags & MODE) === 0 ? message.kind.handler : this.handlerOf(message.kind);
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
    return (this.flags & MODE) === 0 || this.prepareNext();
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
      result = (this.flags & MODE) === 0 ? invoke(message.kind.handler, this, message) : this.invokeRare(message); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.prepareNext();
    }
    if (typeof result === "object" && result !== null) return this.awaitResult(result);
    this.current = null;
    message.reply(result);
    return (this.flags & MODE) === 0 || this.prepareNext();
  }

  protected invokeRare(message: Message): unknown {
    const { kind } = message;
    if ((this.flags & CHANGED) !== 0) this.extra.timers?.idle?.begins(message);
    return invoke(this.handlerOf(kind), kind.interleaves ? this.interleavedContext(message) : this, message);
  }

  protected handlerOf(kind: MessageKind): AnyHandler {
    return this.extraIfAny?.handlers?.[kind.index] ?? kind.handler;
  }

  /** Waits for what a handler or hook has returned, if that is something to wait for. */
  protected awaitResult(result: object): boolean {
    let waiting: Waiting | null;
    try {
      waiting = waitingWith(result); // user code may run here
    } catch (error) {
      this.threw(error);
      return this.prepareNext();
    }
    if (waiting === null) this.returned(result);
    else if (this.current?.kind.interleaves === true) this.interleave(this.current, waiting);
    else if (waiting instanceof Promise) this.awaitPromise(waiting);
    else if (!this.runSteps(waiting)) {
      workBegan(this.task);
      return false;
    }
    return this.prepareNext();
  }

  // Handlers and hooks that wait.

  protected awaitPromise(promise: PromiseLike<unknown>): void {
    this.flags |= BUSY;
    workBegan(this.task);
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
      (value) => settle(() => this.returned(value)),
      (error) => settle(() => this.threw(error)),
    );
  }

  override returned(value: unknown): void {
    const { current } = this;
    this.current = null;
    if ((this.flags & STOPPING) !== 0) this.finish();
    else if ((this.flags & STARTING) !== 0) this.hasStarted();
    else current?.reply(value);
  }

  protected hasStarted(): void {
    this.flags &= ~STARTING;
    if (this.definition.isRaw) this.beginExit("normal", false);
    else this.extraIfAny?.start?.settle();
  }

  override threw(error: unknown): void {
    const { current } = this;
    this.current = null;
    if (current !== null && (this.flags & (STOPPING | STARTING)) === 0 && isRefusal(error)) {
      this.refuse(current, error);
      return;
    }
    if ((this.flags & EXITING) === 0 || !isCancellation(error))
      this.noteFailure(error, this.whereFor(current?.kind ?? null));
    this.refuseUnended(current);
    if ((this.flags & STOPPING) !== 0) this.finish();
  }

  /** What ran, for the report of a failure. */
  private whereFor(kind: MessageKind | null): string {
    if ((this.flags & STOPPING) !== 0) return "stopped";
    if ((this.flags & STARTING) !== 0) return "started";
    return kind?.name ?? "a handler";
  }

  /** Does what must come before the next message; returns whether that may be handled now. */
  protected prepareNext(): boolean {
    const mode = this.flags & MODE & ~RARE;
    if (mode === 0) {
      if ((this.flags & CHANGED) !== 0) this.extra.timers?.idle?.ended();
      return true;
    }
    if ((mode & GONE) !== 0) return false;
    if ((mode & BUSY) !== 0 && this.extra.settled !== null) return this.settle(this.extra.settled);
    if ((mode & BUSY) !== 0) this.idle();
    else if ((mode & AWAY) !== 0) {
      this.comeHome();
      this.again(); // what comes next has a tick in its own context
    } else if ((mode & EXITING) !== 0 && abroad !== this) this.exitFurther();
    else if ((mode & STARTING) !== 0) return this.runHook(this.definition.started, []);
    else this.again(); // for the hook of what it has become, or of its end
    return false;
  }

  protected exitFurther(): void {
    const { stopped } = this.definition;
    if ((this.flags & STOPPING) === 0) {
      if (this.stopInterleaved()) {
        this.idle(); // until they have ended
        return;
      }
      this.flags |= STOPPING;
      if (stopped === null) this.finish();
      else this.runHook(stopped, [this.extra.reason]);
      // Steps that killed their own actor are abandoned: it is in the run queue, and ends when `react` follows.
      if (!this.inSteps && (this.flags & BUSY) === 0) return;
    }
    if ((this.flags & (KILLED | GONE)) === KILLED) this.finishKilled();
  }

  protected settle(end: () => void): boolean {
    this.extra.settled = null;
    this.flags &= ~BUSY;
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
    this.returned(result);
    return this.prepareNext();
  }
}
