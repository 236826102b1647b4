/**
 * What the body of a raw actor sees of its own actor, beside which it receives by hand. In a module of its own, since few programs have raw
 * actors: an actor is the context of its handlers itself, but not of such a body.
 */

import type { Context } from "../actor/context.js";
import { ActorUsageError } from "../errors.js";
import type { ExitReason } from "../exit-reason.js";
import { describeReason } from "../exit-reason.js";
import { type Fits, Receive, type ReceivedMessage, type Receiver } from "../mailbox/receive.js";
import type { SelectiveMailbox } from "../mailbox/selective-mailbox.js";
import type { AnyRef, AskFor, AskOptions, Ref } from "../ref/ref.js";
import type { TimerOptions } from "../timers/timer.js";

/** The actor behind it. */
export interface RawOwner extends Omit<Context<readonly unknown[]>, "name">, Receiver {
  readonly extra: { readonly selective: SelectiveMailbox | null };
}

export class RawBodyContext {
  private readonly actor: RawOwner;

  constructor(actor: RawOwner) {
    this.actor = actor;
  }

  get self(): AnyRef {
    return this.actor.self;
  }

  get name(): string {
    return this.actor.name;
  }

  get signal(): AbortSignal {
    return this.actor.signal;
  }

  stop(reason?: ExitReason): void {
    this.actor.stop(reason);
  }

  tellAfter(when: number | TimerOptions, message: string, ...args: unknown[]): void {
    this.actor.tellAfter(when, message, ...args);
  }

  tellEvery(when: number | TimerOptions, message: string, ...args: unknown[]): void {
    this.actor.tellEvery(when, message, ...args);
  }

  stopTimer(key: string): boolean {
    return this.actor.stopTimer(key);
  }

  asking<R>(ref: Ref<R>, options?: AskOptions): AskFor<R> {
    return this.actor.asking(ref, options);
  }

  receive(...names: string[]): Receive {
    for (const name of names)
      if (typeof name !== "string") throw this.notReceivable("receive()", name, "names of messages");
    return this.receiving(names.length === 0 ? null : names);
  }

  receiveWhere(fits: (message: ReceivedMessage) => boolean): Receive {
    if (typeof fits !== "function") throw this.notReceivable("receiveWhere()", fits, "a function of a message");
    return this.receiving(fits);
  }

  private receiving(fits: Fits): Receive {
    return new Receive(this.actor, this.actor.extra.selective as SelectiveMailbox, fits);
  }

  private notReceivable(method: string, given: unknown, wanted: string): ActorUsageError {
    return new ActorUsageError(
      "ERR_MAILSLOT_ARGUMENT",
      `${method} of ${this.name} was given ${describeReason(given)}: give ${wanted}`,
    );
  }
}
