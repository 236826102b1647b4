/**
 * A tell that found the mailbox full: it stands in the line of senders with its message, whether or not anything waits
 * for it, until there is room. If all its waiters give up, it is withdrawn and delivers nothing.
 */
import type { Operation, Task, Waiter } from "@mailslot/core";
import { type Carried, completed, Pending } from "@mailslot/core/engine";
import type { MessageKind } from "../definition/message-kind.js";
import { RejectedError } from "../errors.js";
import type { Message } from "./message.js";

/** The operation of every tell that was complete at once. */
export const COMPLETE: Operation<void> = /* @__PURE__ */ completed("a tell that is complete");

/** The actor whose mailbox was full. */
export interface TellTarget {
  readonly name: string;
  /** Notes that a message which waits for room, or in the mailbox, has been given up. */
  oneGivenUp(message: Message): void;
  /** Lets a sender that had given up wait for room again. */
  enterAgain(pending: PendingTell): void;
}

export class PendingTell extends Pending implements Message {
  after: Message | null;
  readonly kind: MessageKind;
  readonly count: number;
  readonly a: unknown;
  readonly b: unknown;
  readonly from: Task | null;
  carried?: Carried | null;
  private readonly target: TellTarget;

  constructor({ kind, count, a, b, from, carried }: Message, target: TellTarget) {
    super();
    this.after = null;
    this.kind = kind;
    this.count = count;
    this.a = a;
    this.b = b;
    this.from = from;
    this.target = target;
    if (carried !== undefined) this.carried = carried;
  }

  // As a source: the wait of the teller.

  override subscribe(waiter: Waiter<void>): void {
    if ((waiter as unknown) === this.target) {
      const text = `${this.target.name} waits for room in its own mailbox, which only it can make: let it be larger, or stash`;
      throw new RejectedError(text, { code: "ERR_MAILSLOT_MAILBOX_FULL" });
    }
    super.subscribe(waiter);
  }

  protected enterAgain(): void {
    if (this.after === null) this.target.enterAgain(this); // else it stands in the line still
  }

  /** It stays where it stands, and is let go there. */
  protected leaveLine(): boolean {
    this.target.oneGivenUp(this);
    return true;
  }

  override describe(): string {
    return `room for ${this.kind.name} in the mailbox of ${this.target.name}`;
  }

  // As a message.

  isGivenUp(): boolean {
    return this.isWithdrawn;
  }

  reply(): void {}
  refuse(): void {}
}
