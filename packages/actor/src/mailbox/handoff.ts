/**
 * The hand: where a message stands on its way to an actor that has nothing else to do, instead of in an object of its own.
 * Most messages are told to such an actor, which the scheduler switches to at once; so they cost no memory at all.
 *
 * Invariants: a hand is empty exactly while `to` is null. The message in `giving` was told when no other waited for its
 * actor, so it is the first of those that wait. `taken` holds the message whose handler runs.
 */
import type { Task } from "@mailslot/core";
import type { ActorMailbox } from "../actor/actor-queue.js";
import { HOOK } from "../actor/invoke.js";
import type { MessageKind } from "../definition/message-kind.js";
import { Told } from "./message.js";

export class Hand {
  to: ActorMailbox | null;
  kind: MessageKind;
  count: number;
  a: unknown;
  b: unknown;
  from: Task | null;

  constructor() {
    this.to = null;
    this.kind = HOOK;
    this.count = 0;
    this.a = undefined;
    this.b = undefined;
    this.from = null;
  }

  /** Returns the message as an object, which may stay. */
  message(): Told {
    return new Told(this.kind, this.count, this.a, this.b, this.from);
  }

  empty(): void {
    this.to = null;
    this.a = undefined;
    this.b = undefined;
    this.from = null;
  }
}

/** After so many messages in the hands another may not pass one that waits: it goes back to the mailbox of its actor. */
const PATIENCE = 64;

/** After so many messages the hands are made anew: what is young is written into what is young without a write barrier. */
const LIFE = 4096;

class Hands {
  giving: Hand;
  taken: Hand;
  private uses: number;
  private refused: number;

  constructor(taken: Hand) {
    this.giving = new Hand();
    this.taken = taken;
    this.uses = 0;
    this.refused = 0;
  }

  /** Says that a message found the hand full; makes room now and then. */
  refuse(): void {
    if (++this.refused < PATIENCE) return;
    this.refused = 0;
    this.giving.to?.takeBack();
  }

  /** Takes the message, whose handler is to run; the caller empties the hand. Returns null when another handler runs. */
  take(): Hand | null {
    const { giving, taken } = this;
    if (taken.to !== null) return null;
    if (++this.uses === LIFE) hands = new Hands(giving);
    else {
      this.giving = taken;
      this.taken = giving;
    }
    return giving;
  }
}

export let hands: Hands = new Hands(new Hand());
