/**
 * The actor as something that ends, once: because it was told to, was killed, or a handler failed. What still waits then
 * goes back to its senders.
 *
 * Invariants: the reason is in `extra.reason` from EXITING on, which an actor without extras that ends normally need not have,
 * since "normal" is what it is made with; after GONE nothing waits, and no ask is answered any more.
 */

import { reportFailure } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import { type ExitReason, isOrderly } from "../exit-reason.js";
import type { Message } from "../mailbox/message.js";
import { ActorAddress } from "./actor-address.js";
import type { ActorExtras } from "./extras.js";
import type { Interleaved } from "./interleaved.js";
import { BUSY, EXITING, FAILED, GONE, KILLED, STARTING, STOPPING } from "./mode.js";

export abstract class ActorEnd extends ActorAddress {
  /** Makes the actor end with `reason` before its next message; what its handler waits for is given up. */
  terminate(reason: ExitReason): void {
    if ((this.flags & (STOPPING | GONE)) !== 0) return;
    this.beginExit(reason, !isOrderly(reason));
    if (this.extraIfAny !== null) this.extra.isPatient = false;
    if ((this.flags & BUSY) !== 0) this.dropPromise();
    this.stopSteps(reason); // user code may run here
    this.wake();
  }

  /** As a task is cancelled: what a dump, or a task that has found this one running, can do to it. */
  override cancel(reason?: unknown): void {
    this.terminate(reason === undefined ? "shutdown" : { shutdown: reason });
  }

  /** Makes the actor end as soon as the engine can, with the reason `"killed"`. */
  kill(): void {
    if ((this.flags & GONE) !== 0) return;
    if (this.extra.hasThrown && (this.flags & KILLED) === 0) this.extra.hidden.push(this.extra.reason);
    this.extra.reason = "killed";
    this.flags = (this.flags & ~FAILED) | EXITING | KILLED;
    if ((this.flags & BUSY) !== 0) this.dropPromise();
    this.stopSteps("killed"); // user code may run here
    if (this.inSteps) this.abandon();
    this.wake();
  }

  protected dropPromise(): void {
    const { current } = this;
    this.flags &= ~BUSY;
    this.current = null;
    this.extra.settled = null;
    this.refuseUnended(current);
  }

  /** Notes why the actor is to end. The first reason counts, but for a failure on the way to an end that is none. */
  protected beginExit(reason: ExitReason, isFailure: boolean): void {
    if ((this.flags & (GONE | KILLED | FAILED)) !== 0) return;
    const isMade = this.extraIfAny !== null || reason !== "normal";
    if (isMade && ((this.flags & EXITING) === 0 || isFailure)) this.extra.reason = reason;
    this.flags |= isFailure ? EXITING | FAILED : EXITING;
  }

  /**
   * Notes that a handler or hook has thrown. That is a better reason than what others have given; of several errors the
   * first is the reason, and those that follow it are reported.
   */
  protected noteFailure(error: unknown, where: string): void {
    const { extra } = this;
    extra.isPatient = false;
    if ((this.flags & KILLED) === 0 && !extra.hasThrown) {
      extra.reason = error;
      extra.failedIn = where;
      this.flags |= EXITING | FAILED;
    } else if (error !== extra.reason) extra.hidden.push(error);
    extra.hasThrown = true;
  }

  /** Notes that the failure was handed over, so that it need not be reported. */
  failureSeen(): void {
    this.extra.isFailureSeen = true;
    if ((this.flags & GONE) !== 0) this.outcome().poll();
  }

  /** Asks the handlers that interleave to end, unless the exit is patient; returns whether some have still to. */
  protected stopInterleaved(): boolean {
    const handlers = this.extraIfAny?.interleaved ?? null;
    if (handlers === null) return false;
    const { isPatient, reason } = this.extra;
    if (isPatient && (this.flags & KILLED) === 0) return handlers.size > 0;
    for (const handler of handlers) {
      const isOver = (this.flags & KILLED) !== 0 || !handler.stop(reason); // user code may run here
      if (!isOver || !handlers.delete(handler)) continue;
      this.handBack(handler);
      handler.giveUp();
    }
    return handlers.size > 0;
  }

  /** Hands back the message of an interleaved handler that the exit has kept from its end. */
  protected handBack({ message, hasBegun }: Interleaved): void {
    if (message.after !== null) return; // it was stashed, and is handed back from there
    if (hasBegun && message instanceof Ask) message.refuseAtExit(this.exited());
    else this.discard(message);
  }

  /** Ends without waiting for what a `stopped` that has begun waits for. */
  protected finishKilled(): void {
    if (this.inSteps) this.abandon();
    if (!this.inSteps) this.finish();
  }

  /** Runs `action` when the actor exits, before anyone is notified. */
  atExit(action: () => void): void {
    if ((this.flags & GONE) !== 0) throw this.noActor();
    this.extra.atExit ??= new Set();
    this.extra.atExit.add(action);
  }

  /** Takes back what `atExit` was given. */
  notAtExit(action: () => void): void {
    this.extra.atExit?.delete(action);
  }

  protected finish(): void {
    if ((this.flags & GONE) !== 0) return;
    this.flags |= GONE;
    if (this.extraIfAny !== null) this.runAtExit(this.extraIfAny);
    this.refuseUnended(this.current);
    this.current = null;
    this.discardAll();
    this.state = undefined;
    this.definition.forget(this);
    this.methods = undefined;
    if (this.extraIfAny === null) this.complete("normal");
    else this.finishWith(this.extraIfAny);
  }

  private runAtExit(extra: ActorExtras): void {
    extra.timers?.stopAll();
    for (const action of extra.atExit ?? []) action();
    extra.atExit = null;
  }

  private finishWith(extra: ActorExtras): void {
    for (const error of extra.hidden) reportFailure(this, error);
    if ((this.flags & STARTING) !== 0) extra.start?.settle();
    if ((this.flags & KILLED) !== 0 || isOrderly(extra.reason)) this.complete(extra.reason);
    else this.reject(extra.reason);
    if (extra.isFailureSeen) this.outcome().poll();
  }

  protected discardAll(): void {
    this.takeBack();
    for (let tail = this.tail; tail !== null; tail = this.tail) this.discard(this.takeFirst(tail));
    if (this.extraIfAny === null) return;
    const { mailbox, selective, stash } = this.extraIfAny;
    selective?.close(this.exited());
    mailbox?.drain((message) => this.discard(message));
    this.extraIfAny.stash = null;
    for (const message of stash ?? []) this.discard(message);
  }

  /** Refuses an ask whose handler did not come to its end. No other message needs the error, whose stack costs 10 µs. */
  protected refuseUnended(message: Message | null): void {
    if (message instanceof Ask && message.after === null) message.refuseAtExit(this.exited()); // not a stashed one
  }
}
