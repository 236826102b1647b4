/**
 * The mailbox of an actor whose body receives itself, in any order it likes (selective receive).
 *
 * Invariants: no message that waits fits any of `receives`, so only new ones need to be looked at.
 */
import type { ActorNode } from "../actor/actor-node.js";
import type { Ask } from "../ask/ask.js";
import type { MailboxOptions } from "../definition/mailbox-options.js";
import { Mailbox } from "./mailbox.js";
import type { Message } from "./message.js";
import type { Receive } from "./receive.js";

const OPEN = 64;

export class RawMailbox extends Mailbox {
  private readonly receives: Set<Receive>;
  /** Asks that were received and have no answer yet. */
  private readonly open: Set<Message>;
  /** How many there may be before those that nobody waits for are let go. */
  private openLimit: number;

  constructor(node: ActorNode, options: MailboxOptions) {
    super(node, options, [0]);
    this.receives = new Set();
    this.open = new Set();
    this.openLimit = OPEN;
  }

  await(receive: Receive): void {
    this.receives.add(receive);
  }

  awaitNoMore(receive: Receive): void {
    this.receives.delete(receive);
  }

  received(message: Message): void {
    this.open.add(message);
    if (this.open.size < this.openLimit) return;
    for (const each of this.open) if (each.isGivenUp()) this.open.delete(each);
    this.openLimit = Math.max(OPEN, this.open.size * 2);
  }

  answered(message: Message): void {
    this.open.delete(message);
  }

  handles(message: Message): boolean {
    return this.open.has(message);
  }

  /** The actor has exited: whoever waits for an answer learns of it. */
  close(error: Error): void {
    for (const message of this.open) (message as Ask).refuse(error);
    this.open.clear();
  }

  protected override added(message: Message): void {
    for (const receive of this.receives) if (receive.offer(message)) return;
  }
}
