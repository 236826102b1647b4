/**
 * The actor in the contexts of others: once a message has come with the asynchronous context of its sender, each message is
 * handled in its own, and the actor is AWAY as long as a handler waits in one.
 *
 * Invariants: `extra.home` is the actor's own context exactly while it is AWAY; what has no context (hooks, signals,
 * timers) is handled at home.
 */
import { type Carried, captureFor, contextOf, runIn, setContext } from "@mailslot/core/engine";
import type { Mailbox } from "../mailbox/mailbox.js";
import type { Message } from "../mailbox/message.js";
import { ActorEnd } from "./actor-end.js";
import { AWAY, BUSY, ENTERING, MODE, RARE } from "./mode.js";

/** The actor whose handler runs in a context of its own at this moment, where none of its hooks may run. */
export let abroad: ActorAway | null = null;

export abstract class ActorAway extends ActorEnd {
  /** Handles a message in the context that there is; returns whether the next may be handled. */
  protected abstract handle(message: Message): boolean;

  /** Handles at most `most` of what waits, in the ring or in `mailbox`, each in its context. */
  protected reactEach(mailbox: Mailbox | null, most: number): void {
    for (let remaining = most; this.waiting(mailbox) > 0; ) {
      if (--remaining < 0 || !this.spend()) {
        this.again();
        return;
      }
      const message = mailbox === null ? this.takeFirst(this.tail as Message) : (mailbox.take() as Message);
      const carried = message.carried ?? this.home;
      if (!(carried === null ? this.handle(message) : this.handleIn(carried, message))) return;
    }
    this.idle();
  }

  protected waiting(mailbox: Mailbox | null): number {
    return mailbox === null ? this.count : mailbox.length;
  }

  protected handleIn(carried: Carried, message: Message): boolean {
    const home = contextOf(this.task);
    // In its own, that of the tick, unless an earlier handler has entered another for good.
    if (carried === home && captureFor(this.task, home) === home) return this.handle(message); // user code runs here
    let goesOn = false;
    const outer = abroad;
    abroad = this;
    setContext(this.task, carried);
    runIn(this.task, carried, () => {
      goesOn = this.handle(message); // user code runs here
    });
    abroad = outer;
    if (!this.inSteps && (this.flags & BUSY) === 0) setContext(this.task, home);
    else {
      this.extra.home = home;
      this.flags |= AWAY;
    }
    return goesOn;
  }

  /** Runs the `entered` hook of what it has become, if it is time for that; returns whether the next message may be handled. */
  protected enter(): boolean {
    if ((this.flags & MODE & ~RARE) !== ENTERING) return true;
    this.flags &= ~ENTERING;
    return this.handle(this.extra.entering as Message); // user code runs here
  }

  protected comeHome(): void {
    this.flags &= ~AWAY;
    setContext(this.task, this.extra.home);
    this.extra.home = null;
  }
}
