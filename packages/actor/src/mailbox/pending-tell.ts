/**
 * A tell that found the mailbox full: it stands in the line of senders with its message, whether or not somebody waits
 * for it, until there is room. If everybody who waited for it gives up, it is withdrawn and delivers nothing.
 */
import { CompactSource, type NotReady, notReady, type Task, type Waiter } from "@mailslot/core";
import type { MessageKind } from "../definition/message-kind.js";
import { RejectedError } from "../errors.js";
import type { Message } from "./message.js";

const PENDING = 0;
const ADMITTED = 1;
const WITHDRAWN = 2;

/** The actor whose mailbox was full. */
export interface TellTarget {
  readonly name: string;
  /** Notes that a message which waits for room, or in the mailbox, has been given up. */
  oneGivenUp(message: Message): void;
  /** Lets a sender that had given up wait for room again. */
  enterAgain(pending: PendingTell): void;
}

export class PendingTell extends CompactSource<void> implements Message {
  after: Message | null;
  readonly kind: MessageKind;
  readonly count: number;
  readonly a: unknown;
  readonly b: unknown;
  readonly from: Task | null;
  private readonly target: TellTarget;
  private stage: number;

  constructor({ kind, count, a, b, from }: Message, target: TellTarget) {
    super();
    this.after = null;
    this.kind = kind;
    this.count = count;
    this.a = a;
    this.b = b;
    this.from = from;
    this.target = target;
    this.stage = PENDING;
  }

  /** The message has been taken into the mailbox, or has become a dead letter. */
  admit(): void {
    this.stage = ADMITTED;
    this.deliverToAll();
  }

  // As a source: the wait of whoever tells.

  poll(): undefined | NotReady {
    if (this.stage === WITHDRAWN) this.enterAgain();
    return this.stage === PENDING ? notReady : undefined;
  }

  override subscribe(waiter: Waiter<void>): void {
    if ((waiter as unknown) === this.target) {
      const text = `${this.target.name} waits for room in its own mailbox, which nobody else can make: let it be larger, or stash`;
      throw new RejectedError(text, { code: "ERR_MAILSLOT_MAILBOX_FULL" });
    }
    super.subscribe(waiter);
  }

  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    if (this.waiting !== null || this.stage !== PENDING) return;
    this.stage = WITHDRAWN;
    this.target.oneGivenUp(this);
  }

  override describe(): string {
    return `room for ${this.kind.name} in the mailbox of ${this.target.name}`;
  }

  private enterAgain(): void {
    this.stage = PENDING;
    if (this.after === null) this.target.enterAgain(this);
  }

  // As a message.

  isGivenUp(): boolean {
    return this.stage === WITHDRAWN;
  }

  reply(): void {}
  refuse(): void {}
}
