/** Receiving by hand: the wait for a message that fits, and the message as the body sees it. */
import { type NotReady, notReady, QueuedSource, type Wait, type Waiter } from "@mailslot/core";
import { deliver, fail } from "@mailslot/core/engine";
import { Ask } from "../ask/ask.js";
import { Refusal } from "../errors.js";
import type { AnswerTo, ArgumentsOf } from "../ref/ref.js";
import { argumentsOf, type Message } from "./message.js";
import type { SelectiveMailbox } from "./selective-mailbox.js";

/** A message that a body has received: which one, its arguments, and its asker, if any. */
export type Received<M> = {
  readonly [K in keyof M & string]: {
    readonly name: K;
    readonly args: ArgumentsOf<M[K]>;
    /** Whether it was asked: a reply is waited for. */
    readonly asked: boolean;
    /** Answers; does nothing when it was told, or was answered before. */
    reply(value: AnswerTo<M[K]>): void;
    /** Rejects the ask, with `why` in the error. */
    refuse(why: string): void;
  };
}[keyof M & string];

/** The actor whose body receives. */
export interface Receiver {
  readonly name: string;
  refuse(message: Message, refusal: Refusal): void;
}

export class ReceivedMessage {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly asked: boolean;
  private readonly actor: Receiver;
  private readonly mailbox: SelectiveMailbox;
  private readonly message: Message;

  constructor(actor: Receiver, mailbox: SelectiveMailbox, message: Message) {
    this.name = message.kind.name;
    this.args = argumentsOf(message);
    this.asked = message instanceof Ask;
    this.actor = actor;
    this.mailbox = mailbox;
    this.message = message;
  }

  reply(value: unknown): void {
    this.mailbox.answered(this.message);
    this.message.reply(value);
  }

  refuse(why: string): void {
    this.mailbox.answered(this.message);
    this.actor.refuse(this.message, new Refusal(why));
  }
}

/** Is told of what raw actors receive, while somebody watches messages. */
export interface ReceiveWatcher {
  /** A body wants a message, and has handled what it received before. */
  wanted(actor: Receiver): void;
  /** A body takes `message`, which it gets in its next tick, or in this one if it does not wait on the receive itself. */
  received(actor: Receiver, message: Message): void;
}

export const receiving: { watcher: ReceiveWatcher | null } = { watcher: null };

/** What a receive takes: messages of these names, those that the body chooses, or all. */
export type Fits = string[] | ((message: ReceivedMessage) => boolean) | null;

export class Receive extends QueuedSource<ReceivedMessage> {
  private readonly actor: Receiver;
  private readonly mailbox: SelectiveMailbox;
  private readonly fits: Fits;
  /** Whether a body that waits on this gets what is there in a tick of its own, which may have a context of its own. */
  private defers: boolean;

  constructor(actor: Receiver, mailbox: SelectiveMailbox, fits: Fits) {
    super();
    this.actor = actor;
    this.mailbox = mailbox;
    this.fits = fits;
    this.defers = false;
  }

  override next(): IteratorResult<Wait, ReceivedMessage> {
    if (receiving.watcher === null) return super.next();
    this.defers = true;
    try {
      return super.next();
    } finally {
      this.defers = false;
    }
  }

  poll(): ReceivedMessage | NotReady {
    receiving.watcher?.wanted(this.actor);
    if (this.defers) return notReady;
    const message = this.take();
    return message === null ? notReady : this.receive(message);
  }

  override subscribe(waiter: Waiter<ReceivedMessage>): void {
    const message = this.defers ? this.take() : null;
    if (message === null) {
      super.subscribe(waiter);
      this.mailbox.addReceive(this);
    } else if (waiter.claim()) deliver(waiter, this.receive(message)); // it is the running task, so it still waits
  }

  override unsubscribe(waiter: Waiter<ReceivedMessage>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.mailbox.removeReceive(this);
  }

  /** Takes the message that has just come, if it fits and something waits. */
  offer(message: Message): boolean {
    let fits: boolean;
    try {
      fits = this.takes(message);
    } catch (error) {
      const waiter = this.claimOne();
      if (waiter !== null) fail(waiter, error); // the mistake is the receiver's, not the sender's
      return false;
    }
    const waiter = fits ? this.claimOne() : null;
    if (waiter === null) return false;
    this.mailbox.takeOffered(message);
    deliver(waiter, this.receive(message));
    return true;
  }

  override describe(): string {
    return `a message to ${this.actor.name}`;
  }

  private take(): Message | null {
    const { fits, mailbox } = this;
    return Array.isArray(fits) ? mailbox.takeNamed(fits) : mailbox.takeWhere((each) => this.takes(each));
  }

  private claimOne(): Waiter<ReceivedMessage> | null {
    const waiter = this.waiters.take();
    if (this.waiters.head === null) this.mailbox.removeReceive(this);
    return waiter;
  }

  private takes(message: Message): boolean {
    const { fits } = this;
    if (message.isGivenUp()) return false;
    if (Array.isArray(fits)) return fits.includes(message.kind.name);
    return fits === null || fits(new ReceivedMessage(this.actor, this.mailbox, message)); // user code runs here
  }

  private receive(message: Message): ReceivedMessage {
    if (message instanceof Ask) this.mailbox.received(message);
    receiving.watcher?.received(this.actor, message);
    return new ReceivedMessage(this.actor, this.mailbox, message);
  }
}
