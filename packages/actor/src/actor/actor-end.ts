/**
 * The actor as something that ends, once: told to, killed, or because a handler failed; its `stopped` runs, and what it
 * still has goes back to who sent it.
 *
 * Invariants: the reason is in `parts.reason` from EXITING on; after GONE nothing waits, and nobody is answered any more.
 */

import { Ask } from "../ask/ask.js";
import type { AnyHandler } from "../definition/message-kind.js";
import { RejectedError, UnknownOutcomeError } from "../errors.js";
import { describeReason, type ExitReason, isOrderly } from "../exit-reason.js";
import { deadLetter } from "../mailbox/dead-letters.js";
import type { Message } from "../mailbox/message.js";
import { ActorMailbox } from "./actor-queue.js";
import { BUSY, EXITING, FAILED, GONE, KILLED, STOPPING } from "./mode.js";
import { isTimerMessage } from "./timers.js";

export abstract class ActorEnd extends ActorMailbox {
  /** Begins `started` or `stopped`; returns whether the next message may be handled. */
  protected abstract runHook(hook: AnyHandler | null, args: unknown[]): boolean;

  protected cancelInterleaved(): void {
    const jobs = this.parts_?.interleaved;
    if (jobs === null || jobs === undefined) return;
    for (const job of jobs) job.cancel(this.parts.reason)?.refuse(this.exited());
    jobs.clear();
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
