/**
 * The direct hand-off: a slot for a message on its way to an idle actor, instead of an object of its own. Most messages are
 * told to such an actor, which the scheduler switches to at once. See docs/decisions/0305-messages-at-hand.md.
 *
 * Invariants: a slot is empty exactly while `to` is null. The message in `offered` was told when no other waited for its
 * actor, so it is the first of those that wait. `taken` holds the message whose handler runs.
 */
import type { Task } from "@mailslot/core";
import { type AnyHandler, HOOK, type MessageKind } from "../definition/message-kind.js";
import { ToldMessage } from "./message.js";

/** An actor to which a message can be handed. */
export interface Recipient {
  /** Takes the message that was offered to it into its mailbox. */
  takeBack(): void;
}

export class HandoffSlot {
  to: Recipient | null;
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

  /** Returns the message as an object, which may be kept. */
  message(): ToldMessage {
    return new ToldMessage(this.kind, this.count, this.a, this.b, this.from);
  }

  empty(): void {
    this.to = null;
    this.a = undefined;
    this.b = undefined;
    this.from = null;
  }
}

/** After so many messages in the handoff another may not pass one that waits: it goes back to the mailbox of its actor. */
const PATIENCE = 64;

/**
 * The two slots are replaced after this many messages. That keeps them in V8's young generation, where storing a young
 * object needs no write barrier. The one that is in use then is kept, and they take turns: an even number would keep the same for
 * ever, and half of the messages would go by a slot that is old.
 */
const LIFE = 4095;

class Handoff {
  offered: HandoffSlot;
  taken: HandoffSlot;
  private uses: number;
  private refused: number;

  constructor(taken: HandoffSlot) {
    this.offered = new HandoffSlot();
    this.taken = taken;
    this.uses = 0;
    this.refused = 0;
  }

  /** Counts a message that found the slot occupied, and frees the slot after PATIENCE of them. */
  refuse(): void {
    if (++this.refused < PATIENCE) return;
    this.refused = 0;
    this.offered.to?.takeBack();
  }

  /** Takes the message, whose handler is to run; the caller empties the slot. Returns null when another handler runs. */
  take(): HandoffSlot | null {
    const { offered, taken } = this;
    if (taken.to !== null) return null;
    if (++this.uses === LIFE) handoff = new Handoff(offered);
    else {
      this.offered = taken;
      this.taken = offered;
    }
    return offered;
  }
}

export let handoff: Handoff = new Handoff(new HandoffSlot());

/** As `invoke` of messages. A function of its own, so that the engine's profile of its calls is too: 5 % of a tell. */
export function invokeHandoff(handler: AnyHandler, context: object, { count, a, b }: HandoffSlot): unknown {
  const call = handler as (context: object, ...args: unknown[]) => unknown;
  if (count === 1) return call(context, a);
  return count === 0 ? call(context) : call(context, a, b);
}
