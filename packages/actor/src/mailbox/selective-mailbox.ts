/**
 * The mailbox of an actor whose body receives itself, in any order it likes (selective receive).
 *
 * Invariants: no message that waits fits any of `receives`, so only new ones need to be looked at.
 */
import type { Ask } from "../ask/ask.js";
import type { MailboxOptions } from "../definition/mailbox-options.js";
import { Mailbox, type MailboxOwner } from "./mailbox.js";
import type { Message } from "./message.js";
import type { Receive } from "./receive.js";

const OPEN = 64;

export class SelectiveMailbox extends Mailbox {
  /** What the body waits with for a message. */
  readonly receives: Set<Receive>;
  /** Asks that were received and have no answer yet. */
  private readonly open: Set<Message>;
  /** How many there may be before those that were given up are let go. */
  private openLimit: number;

  constructor(owner: MailboxOwner, options: MailboxOptions) {
    super(owner, options, [0]);
    this.receives = new Set();
    this.open = new Set();
    this.openLimit = OPEN;
  }

  addReceive(receive: Receive): void {
    this.receives.add(receive);
  }

  removeReceive(receive: Receive): void {
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

  /** Refuses the asks that have no answer yet: the actor has exited. */
  close(error: Error): void {
    for (const message of this.open) (message as Ask).refuseAtExit(error);
    this.open.clear();
  }

  /** Takes what a receive was offered. */
  takeOffered(message: Message): void {
    this.takeNew(message);
  }

  protected override added(message: Message): void {
    for (const receive of this.receives) if (receive.offer(message)) return;
  }
}
