/** The actor with handlers that wait beside others: they take their messages with them, and the actor goes on. */
import { isCancellation } from "@mailslot/core/engine";
import { Ask } from "../ask/ask.js";
import { isRefusal, type Refusal, RejectedError } from "../errors.js";
import type { Message } from "../mailbox/message.js";
import { ActorAway } from "./actor-away.js";
import { forgetInterleaved, type Interleaved, InterleavedPromise, InterleavedSteps } from "./interleaved.js";
import { EXITING, STOPPING } from "./mode.js";
import type { Waiting } from "./waiting.js";

export abstract class ActorBeside extends ActorAway {
  protected abstract interleavedContext(message: Message): object;

  protected interleave(message: Message, waiting: Waiting): void {
    this.current = null;
    const { extra } = this;
    extra.interleaved ??= new Set();
    extra.interleaved.add(
      waiting instanceof Promise
        ? new InterleavedPromise(this, message, waiting)
        : new InterleavedSteps(this, message, waiting),
    );
  }

  interleavedEnded(handler: Interleaved, value: unknown): void {
    if (!this.forgetInterleaved(handler)) return;
    handler.message.reply(value);
    this.goOnExiting();
  }

  interleavedThrew(handler: Interleaved, error: unknown): void {
    if (!this.forgetInterleaved(handler)) return;
    const { message } = handler;
    if (isRefusal(error)) this.refuse(message, error);
    else if ((this.flags & EXITING) !== 0 && isCancellation(error)) this.handBack(handler);
    else {
      this.noteFailure(error, message.kind.name);
      this.refuseUnended(message);
      this.terminate(error);
    }
    this.goOnExiting();
  }

  private forgetInterleaved(handler: Interleaved): boolean {
    forgetInterleaved(handler);
    this.extraIfAny?.timers?.idle?.othersEnded();
    return this.extraIfAny?.interleaved?.delete(handler) ?? false;
  }

  /** An actor that exits waits until its interleaved handlers have ended. */
  private goOnExiting(): void {
    if ((this.flags & (EXITING | STOPPING)) === EXITING) this.wake();
  }

  refuse(message: Message, refusal: Refusal): void {
    if (message.after !== null) return; // stashed: it will be handled again
    const error = new RejectedError(`${this.name} refused ${message.kind.name}: ${refusal.message}`, {
      cause: refusal.cause === undefined ? refusal : refusal.cause,
    });
    message.refuse(error);
    if (!(message instanceof Ask)) this.lose(message, "rejected");
  }
}
