/** What stands for an actor elsewhere: whoever carries its messages there, and what it is given to carry. */
import type { Operation, Task } from "@mailslot/core";
import type { ExitReason } from "../exit-reason.js";
import type { AnyRef } from "../ref/ref.js";
import type { Signal } from "../signal.js";

/** A message on its way to an actor elsewhere. Its arguments have been checked against the schemas. */
export interface DistantMessage {
  /** The name of the message. */
  readonly message: string;
  /** Its arguments. */
  readonly args: readonly unknown[];
  /** The actor, by its ref, or the task that sent it; null outside every task. */
  readonly from: AnyRef | Task | null;
  /** What stands for the context of its sender, as `pack` of the carrier there has returned it; undefined when there is nothing. */
  readonly context: unknown;
}

/** An ask on its way to an actor elsewhere. It ends once; a reply that comes later is a dead letter. */
export interface DistantAsk extends DistantMessage {
  /** What its carrier keeps of it, and nobody else reads; undefined at first. A map from asks would cost as much as the ask. */
  carried: unknown;
  /** Whether it has ended: answered, refused, or given up. */
  readonly isOver: boolean;
  /** Ends it with the reply. */
  reply(value: unknown): void;
  /** Ends it with an error; does nothing when it has ended. */
  refuse(error: Error): void;
}

/** Who begins to wait so that, in the end, an ask on its way to an actor elsewhere must be answered first. */
export interface DistantWait {
  /** Who begins to wait: an actor or a handler that interleaves, the same object as in {@link Waits}. */
  readonly asker: { readonly name: string };
  /** Refuses the ask that it begins to wait for, as the one that closes a cycle. */
  refuse(error: Error): void;
  /** The ask that must be answered first. */
  readonly ask: DistantAsk;
  /** The names on the way: of the asker, of those between, and of the actor elsewhere. */
  readonly names: readonly string[];
}

/** Carries what is sent to one actor elsewhere. No method may throw, but `tell` and `ask`, whose sender gets the error. */
export interface Distant {
  /** Takes a told message; returns the wait for room, if there is none. */
  tell(message: DistantMessage): Operation<void> | undefined;
  /** Takes an ask, and answers it later. */
  ask(ask: DistantAsk): void;
  /** Learns that an ask that it has not answered has ended: what was not begun need not be handled. */
  givenUp(ask: DistantAsk): void;
  /** Learns that somebody begins to wait for what the actor has been asked, so that a cycle may have been closed. */
  awaited(wait: DistantWait): void;
  /**
   * Learns that somebody wants to know of the end of the actor, by `exited`; and whether a failure counts as seen by that, as it
   * does for one who waits or monitors, and not for a group. Called once, or twice when only the second sees, until `unwatched`.
   */
  watched(sees: boolean): void;
  /**
   * Learns that nobody wants to know of the end any more: `exited` need not be called until `watched` is again, and may be. Without this
   * method the actor stays watched.
   */
  unwatched?(): void;
  /** Takes a signal, which nothing may drop. */
  signal(signal: Signal): void;
  /** Asks the actor to end after the message it is at. */
  stop(reason: ExitReason): void;
  /** Asks the actor to end when it has handled all that was sent to it before, and to take nothing more. */
  drain(reason: ExitReason): void;
  /** Asks the actor to give up what its handler waits for, and to end. */
  terminate(reason: ExitReason): void;
  /** Ends the actor at once. */
  kill(): void;
}
