/**
 * The actor as something that ends, once: because it was told to, was killed, or a handler failed. What still waits then
 * goes back to its senders.
 *
 * Invariants: the reason is in `extra.reason` from EXITING on; after GONE nothing waits, and no ask is answered any more.
 */

import { Ask } from "../ask/ask.js";
import { type ExitReason, isOrderly } from "../exit-reason.js";
import type { Message } from "../mailbox/message.js";
import { ActorAddress } from "./actor-address.js";
import { BUSY, EXITING, FAILED, GONE, KILLED, STOPPING } from "./mode.js";

export abstract class ActorEnd extends ActorAddress {
  protected cancelInterleaved(): void {
    const jobs = this.extra_?.interleaved;
    if (jobs === null || jobs === undefined) return;
    for (const job of jobs) job.cancel(this.extra.reason)?.refuse(this.exited());
    jobs.clear();
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
    if ((this.mode & STOPPING) === 0) this.extra.reason = "killed";
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
    this.extra.settled = null;
    this.giveUp(current);
  }

  protected beginExit(reason: ExitReason, isFailure: boolean): void {
    if ((this.mode & (GONE | KILLED)) !== 0) return;
    // An error on the way to an orderly end is the more telling reason.
    if ((this.mode & EXITING) === 0 || isFailure) this.extra.reason = reason;
    this.mode |= isFailure ? EXITING | FAILED : EXITING;
  }

  protected finish(): void {
    if ((this.mode & GONE) !== 0) return;
    const { reason } = this.extra;
    this.mode |= GONE;
    this.extra.exit();
    this.cancelInterleaved();
    this.giveUp(this.current);
    this.current = null;
    this.discardAll();
    this.state = undefined;
    this.definition.forget(this);
    if ((this.mode & FAILED) === 0) this.complete(reason);
    else this.reject(reason);
  }

  protected discardAll(): void {
    this.takeBack();
    for (let tail = this.tail; tail !== null; tail = this.tail) this.discard(this.takeFirst(tail));
    const { mailbox, selective, stash } = this.extra;
    selective?.close(this.exited());
    mailbox?.drain((message) => this.discard(message));
    for (const message of stash ?? []) this.discard(message);
    this.extra.stash = null;
  }

  /** Refuses an ask whose handler did not come to its end. No other message needs the error, whose stack costs 10 µs. */
  protected giveUp(message: Message | null): void {
    if (message instanceof Ask) message.refuse(this.exited());
  }
}
