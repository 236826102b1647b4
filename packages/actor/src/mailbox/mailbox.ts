/**
 * The mailbox of actors that ask for more than the plain one: a capacity, priorities, or a depth to warn at.
 *
 * Invariants: `lanes` has one queue per priority, the highest first, and those before `first` are empty; `counted` of the
 * messages in them take room: they are neither signals nor sent by timers, nor given up; `senders` is empty while there is
 * room; `signalled` counts the signals in the last lane by their senders, when there are several lanes.
 * See docs/decisions/0300-mailboxes.md.
 */
import type { Operation, Scheduler, Task } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import type { MailboxOptions, MailboxOverflow } from "../definition/mailbox-options.js";
import { RejectedError } from "../errors.js";
import type { AnyRef } from "../ref/ref.js";
import type { Signal } from "../signal.js";
import { isTimerMessage } from "../timers/timer.js";
import type { DeadLetterReason } from "./dead-letters.js";
import { DEEP, warnOfDepth } from "./depth-warning.js";
import type { Message } from "./message.js";
import { MessageQueue } from "./message-queue.js";
import { COMPLETE, PendingTell, type TellTarget } from "./pending-tell.js";

interface Lane {
  readonly index: number;
  readonly queue: MessageQueue;
}

/** The actor whose messages wait. */
export interface MailboxOwner extends TellTarget {
  readonly self: AnyRef;
  readonly scheduler: Scheduler;
  /** Lets go of a message that was given up. */
  letGo(message: Message): void;
  /** Makes a dead letter of a message that no handler takes. */
  lose(message: Message, reason: DeadLetterReason): void;
}

export class Mailbox {
  private readonly owner: MailboxOwner;
  private readonly capacity: number;
  private readonly overflow: MailboxOverflow;
  private readonly lanes: readonly Lane[];
  private readonly byPriority: ReadonlyMap<number, Lane>;
  private first: number;
  private readonly senders: MessageQueue;
  private readonly signalled: Map<unknown, number>;
  /** The asks among the senders. */
  private readonly outside: Set<Message>;
  private counted: number;
  private warnAt: number;
  length: number;

  constructor(owner: MailboxOwner, options: MailboxOptions, priorities: readonly number[]) {
    this.owner = owner;
    this.capacity = options.capacity ?? Number.POSITIVE_INFINITY;
    this.overflow = options.overflow ?? "suspend";
    this.lanes = priorities.map((_priority, index) => ({ index, queue: new MessageQueue() }));
    this.byPriority = new Map(this.lanes.map((lane) => [priorities[lane.index] as number, lane]));
    this.first = 0;
    this.senders = new MessageQueue();
    this.signalled = new Map();
    this.outside = new Set();
    this.counted = 0;
    this.warnAt = options.warnAt ?? DEEP;
    this.length = 0;
  }

  /** Takes a told message in, or does what is to be done when there is no room. */
  tell(message: Message): Operation<void> {
    if (this.hasRoom()) this.put(message);
    else if (this.overflow === "suspend") return this.suspend(message);
    else if (this.overflow === "fail") throw this.full(message);
    else if (this.overflow === "drop-newest") this.owner.lose(message, "dropped");
    else this.putForOldest(message);
    return COMPLETE;
  }

  ask(ask: Ask): void {
    if (this.hasRoom()) this.put(ask);
    else if (this.overflow === "suspend") this.suspendAsk(ask);
    else if (this.overflow === "drop-oldest") this.putForOldest(ask);
    else ask.refuse(this.full(ask));
  }

  /** Takes in, whatever the capacity, what nothing may drop: a signal, or the message of a timer. */
  putSystem(message: Message): void {
    if (message.kind.index < 0 && this.lanes.length > 1) {
      // After everything, hence after all that its sender sent before.
      const { from } = message.a as Signal;
      this.signalled.set(from, (this.signalled.get(from) ?? 0) + 1);
      this.add(this.lanes.at(-1) as Lane, message);
    } else this.add(this.laneOf(message), message);
  }

  /** Puts back what had been taken. */
  putBack(message: Message): void {
    const { index, queue } = this.laneOf(message);
    queue.putFirst(message);
    this.first = Math.min(this.first, index);
    this.count(message, 1);
  }

  take(): Message | null {
    for (; this.first < this.lanes.length; this.first++) {
      const message = (this.lanes[this.first] as Lane).queue.takeFirst();
      if (message !== null) return this.taken(message);
    }
    return null;
  }

  /** Takes the first message that `fits`. */
  takeWhere(fits: (message: Message) => boolean): Message | null {
    for (const { queue } of this.lanes) {
      const message = queue.takeWhere(fits);
      if (message !== null) return this.taken(message);
    }
    return null;
  }

  /** Takes the first message of these names. */
  takeNamed(names: readonly string[]): Message | null {
    for (const { queue } of this.lanes) {
      const message = queue.takeNamed(names);
      if (message !== null) return this.taken(message);
    }
    return null;
  }

  /** Takes a message that has just come in. */
  protected takeNew(message: Message): void {
    this.laneOf(message).queue.takeOut(message);
    this.taken(message);
  }

  private taken(message: Message): Message {
    this.removed(message);
    this.admit();
    return message;
  }

  /** A sender that had withdrawn waits again. */
  enterAgain(pending: PendingTell): void {
    if (this.hasRoom()) this.letIn(pending);
    else this.senders.put(pending);
  }

  /** Gives every message, also of those who wait for room, to `end`. */
  drain(end: (message: Message) => void): void {
    for (let message = this.take(); message !== null; message = this.take()) end(message);
  }

  /** Drops the messages that were given up. */
  sweep(letGo: (message: Message) => void): void {
    this.senders.sweep(letGo);
    for (const { queue } of this.lanes) {
      queue.sweep((message) => {
        this.removed(message);
        letGo(message);
      });
    }
    this.admit();
  }

  private hasRoom(): boolean {
    return this.counted < this.capacity && this.senders.length === 0;
  }

  private put(message: Message): void {
    this.add(this.followsSignal(message.from) ? (this.lanes.at(-1) as Lane) : this.laneOf(message), message);
  }

  private add({ index, queue }: Lane, message: Message): void {
    queue.put(message);
    this.first = Math.min(this.first, index);
    this.count(message, 1);
    this.added(message);
    this.checkDepth();
  }

  private checkDepth(): void {
    const { depth } = this;
    if (depth < this.warnAt) return;
    this.warnAt = depth * 2;
    warnOfDepth(this.owner, depth); // user code runs here
  }

  /** Called when a message has come in. */
  protected added(_message: Message): void {}

  private removed(message: Message): void {
    this.count(message, -1);
    if (message.kind.index >= 0 || this.lanes.length === 1) return;
    const { from } = message.a as Signal;
    const others = (this.signalled.get(from) ?? 1) - 1;
    if (others === 0) this.signalled.delete(from);
    else this.signalled.set(from, others);
  }

  private count(message: Message, change: number): void {
    this.length += change;
    if (!isSystem(message) && !message.isGivenUp()) this.counted += change;
  }

  /** How many messages wait, in the mailbox or for room in it. */
  get depth(): number {
    return this.length + this.senders.length;
  }

  /** Whether messages of senders wait, in the mailbox or for room in it. */
  get hasMessages(): boolean {
    return this.counted > 0 || this.senders.length > 0;
  }

  /** Gives back the room of a message that was given up; one that waits for room has none. */
  oneGivenUp(message: Message): void {
    if (message instanceof PendingTell || this.outside.delete(message)) return;
    this.counted--;
    this.admit();
  }

  /** A priority does not let a message overtake a signal of its own sender. */
  private followsSignal(from: Task | null): boolean {
    return this.signalled.size > 0 && this.signalled.has(from);
  }

  private laneOf({ kind }: Message): Lane {
    return this.byPriority.get(kind.priority) as Lane;
  }

  /** Lets in those who wait for room, first come, first served. */
  private admit(): void {
    while (this.counted < this.capacity) {
      const message = this.senders.takeFirst();
      if (message === null) return;
      if (message.isGivenUp()) this.owner.letGo(message);
      else this.letIn(message);
    }
  }

  private letIn(message: Message): void {
    this.outside.delete(message);
    this.put(message);
    if (message instanceof PendingTell) message.admit();
  }

  private suspend(message: Message): PendingTell {
    const pending = new PendingTell(message, this.owner);
    this.senders.put(pending);
    this.checkDepth();
    return pending;
  }

  private suspendAsk(ask: Ask): void {
    this.senders.put(ask);
    this.outside.add(ask);
    this.checkDepth();
  }

  private putForOldest(message: Message): void {
    for (const { queue } of this.lanes.toReversed()) {
      const oldest = queue.takeWhere((each) => !isSystem(each));
      if (oldest === null) continue;
      this.removed(oldest);
      if (oldest instanceof Ask) oldest.refuse(this.full(oldest));
      else this.owner.lose(oldest, "dropped");
      break;
    }
    this.put(message);
  }

  private full({ kind }: Message): RejectedError {
    const text = `the mailbox of ${this.owner.name} is full (${this.capacity} messages), so ${kind.name} was not taken: send less, or give it more room`;
    return new RejectedError(text, { code: "ERR_MAILSLOT_MAILBOX_FULL" });
  }
}

/** Whether no overflow may drop the message, and the capacity does not count it. */
function isSystem(message: Message): boolean {
  return message.kind.index < 0 || isTimerMessage(message);
}
