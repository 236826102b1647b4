/**
 * What an ask knows of the actors at its two ends: the lowest layer of the actor. It is a class, so that an ask can tell
 * an actor that waits for it from other waiters. See docs/decisions/0301-cycles-of-asks.md.
 */
import { StacklessTask } from "@mailslot/core";
import type { ExitReason } from "../exit-reason.js";
import type { Message } from "../mailbox/message.js";
import type { AnyRef } from "../ref/ref.js";
import type { Ask } from "./ask.js";

/** Something that waits for replies: an actor, as long as its handler waits, or one handler that interleaves. */
export interface Asker {
  readonly name: string;
  /** Records that it waits for the reply to `ask` through a promise or a time limit. */
  waits(ask: Ask): void;
  waitsNoMore(ask: Ask): void;
  /** Returns the asks it waits for, as long as it does nothing else. */
  pendingAsks(): Iterable<Ask>;
}

export abstract class AskingActor extends StacklessTask<ExitReason> implements Asker {
  /** The actor as others see it. */
  abstract readonly self: AnyRef;
  /** Whether it may wait for the reply to an ask. */
  abstract readonly mayAsk: boolean;
  /** Whether an async handler or hook waits. */
  abstract readonly isPromised: boolean;

  abstract waits(ask: Ask): void;
  abstract waitsNoMore(ask: Ask): void;
  abstract pendingAsks(): Iterable<Ask>;
  /** Returns whether a handler has begun with `message` and has not ended. */
  abstract handles(message: Message): boolean;
  /** Notes that a message which waits, in the mailbox or aside, has been given up. */
  abstract oneGivenUp(message: Message): void;
  /** Whether it lives elsewhere. */
  abstract readonly isDistant: boolean;
  /** Learns that `asker` begins to wait for `closing`, and so, in the end, for `edge`, which was asked of this actor elsewhere. */
  abstract reached(asker: Asker, closing: Ask, edge: Ask, names: readonly string[]): void;
  /** Notes that the failure was handed over, so that it need not be reported. */
  abstract failureSeen(): void;
}
