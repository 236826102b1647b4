/**
 * The room: one task hands every message to all members, in the same order. It waits for a member whose mailbox is full,
 * which holds back those that talk. A member that takes nothing for `patience` ms is slow: messages that do not fit are left
 * out for it alone, and it is told how many, once it has taken half of what waits.
 *
 * Invariants: at most `IN` messages wait for the room, and `OUT` for a member.
 */
import { type Channel, ClosedError, channel, orClosed, type Source, type Steps, sending, sleep } from "@mailslot/core";
import { select } from "@mailslot/select";

const IN = 64;
const OUT = 256;

/** A member of the room, which hears what is said. */
export interface Member {
  readonly name: string;
  readonly mailbox: Channel<string>;
  /** Messages left out since it was found to be slow; null while it is not. */
  leftOut: number | null;
}

export class Room {
  messages: number;
  leftOut: number;
  private readonly patience: number;
  private readonly said: Channel<string>;
  private readonly members: Map<string, Member>;

  constructor(patience: number) {
    this.patience = patience;
    this.messages = 0;
    this.leftOut = 0;
    this.said = channel(IN);
    this.members = new Map();
  }

  get names(): string[] {
    return [...this.members.keys()];
  }

  /** Lets a member in; null if its name is taken. */
  *join(name: string): Steps<Member | null> {
    if (this.members.has(name)) return null;
    const member = { name, mailbox: channel<string>(OUT), leftOut: null };
    this.members.set(name, member);
    yield* this.say(`* ${name} is here`);
    return member;
  }

  leave(member: Member): void {
    this.members.delete(member.name);
    member.mailbox.close();
    this.said.trySend(`* ${member.name} has left`); // a notice only, so it does not wait for room
  }

  /** Says something to all members; waits while the room is busy. */
  *say(message: string): Steps<void> {
    yield* this.said.send(message);
  }

  close(): void {
    this.said.close();
  }

  /** Hands round what is said, until the room is closed. */
  *host(): Steps<void> {
    const next = orClosed(this.said.recv(), null);
    for (let message = yield* next; message !== null; message = yield* next) {
      this.messages++;
      const late = sleep(this.patience); // one time for all members that are waited for
      for (const member of [...this.members.values()]) {
        if (!this.hand(member, message)) yield* this.waitFor(member, message, late);
      }
    }
  }

  /** Gives a message to a member without waiting; returns false when its mailbox is full. */
  private hand(member: Member, message: string): boolean {
    const { mailbox, leftOut } = member;
    if (mailbox.closed) return true;
    if (leftOut === null) return mailbox.trySend(message);
    if (mailbox.length > OUT / 2) {
      this.leaveOut(member);
      return true;
    }
    member.leftOut = null;
    return mailbox.trySend(`* ${leftOut} messages were left out: you were too slow`) && mailbox.trySend(message);
  }

  private *waitFor(member: Member, message: string, late: Source<void>): Steps<void> {
    try {
      const { case: taken } = yield* select({ sent: sending(member.mailbox, message), late }, { biased: true });
      if (taken === "late") this.leaveOut(member);
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error; // it has left meanwhile
    }
  }

  private leaveOut(member: Member): void {
    member.leftOut = (member.leftOut ?? 0) + 1;
    this.leftOut++;
  }
}
