/** The context of a handler that interleaves: that of its actor, but for what concerns its own message. */
import type { ExitReason } from "../exit-reason.js";
import type { Message } from "../mailbox/message.js";
import type { AnyRef, AskFor, AskOptions, Ref } from "../ref/ref.js";
import type { TimerOptions } from "../timers/timer.js";
import type { Context } from "./context.js";

/** The actor behind it. */
export interface ContextOwner extends Omit<Context, "stash"> {
  stashOne(message: Message): void;
}

export class InterleavedContext implements Context {
  private readonly actor: ContextOwner;
  private readonly message: Message;

  constructor(actor: ContextOwner, message: Message) {
    this.actor = actor;
    this.message = message;
  }

  get state(): unknown {
    return this.actor.state;
  }

  set state(state: unknown) {
    this.actor.state = state;
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

  get behaviour(): string | null {
    return this.actor.behaviour;
  }

  stop(reason?: ExitReason): void {
    this.actor.stop(reason);
  }

  become(behaviour: string | null): void {
    this.actor.become(behaviour);
  }

  stash(): void {
    this.actor.stashOne(this.message);
  }

  unstash(limit?: number): number {
    return this.actor.unstash(limit);
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
}
