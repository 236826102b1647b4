/**
 * The actor as a place where messages wait: the lowest of the layers of one object, which has all of its fields.
 *
 * Invariants: `tail` is null or the last of a ring of `count` messages, and names the first; an actor that is BOXED keeps
 * its messages in `parts.mailbox` instead.
 */
import { currentTask, type Operation, type Scheduler, StacklessTask } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import { cycleError } from "../ask/cycle.js";
import type { ActorKind } from "../definition/compiled.js";
import type { MessageKind } from "../definition/message-kind.js";
import type { RejectedError } from "../errors.js";
import type { ExitReason } from "../exit-reason.js";
import { deadLetter } from "../mailbox/dead-letters.js";
import { DEEP, warnOfDepth } from "../mailbox/depth-warning.js";
import { hands } from "../mailbox/handoff.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import { type Message, Told } from "../mailbox/message.js";
import { MessageQueue } from "../mailbox/message-queue.js";
import type { PendingTell } from "../mailbox/pending-tell.js";
import { TOLD } from "../mailbox/told.js";
import type { Signal } from "../signal.js";
import type { ActorNode } from "./actor-node.js";
import { Parts } from "./extras.js";
import { BOXED, BUSY, GONE } from "./mode.js";

/** At most as many messages that nobody is interested in wait, or as many as others do. */
const GIVEN_UP = 64;

let lastId = 0;

export abstract class ActorMailbox extends StacklessTask<ExitReason> {
  declare readonly kind: ActorKind;
  state: unknown;
  readonly id: number;
  protected tail: Message | null;
  protected count: number;
  /** The message whose handler runs or waits. */
  protected current: Message | null;
  protected mode: number;
  /** What few actors have. */
  protected parts_: Parts | null;

  constructor(kind: ActorKind, state: unknown, scheduler: Scheduler | undefined) {
    super(kind, scheduler);
    this.state = state;
    this.id = ++lastId;
    this.tail = null;
    this.count = 0;
    this.current = null;
    this.mode = 0;
    this.parts_ = null;
  }

  /** The whole of it, of which this is a layer. */
  protected get node(): ActorNode {
    return this as unknown as ActorNode;
  }

  protected abstract gone(): RejectedError;
  protected abstract discard(message: Message): void;

  /** What few actors have, made when first needed. */
  get parts(): Parts {
    this.parts_ ??= new Parts();
    return this.parts_;
  }

  tellOne(message: Message): Operation<void> {
    if ((this.mode & (GONE | BOXED)) !== 0) return this.tellRare(message);
    this.put(message);
    return TOLD;
  }

  /** Takes a message that nobody waits for, of at most two arguments. */
  tellPlain(kind: MessageKind, count: number, a: unknown, b: unknown): Operation<void> {
    const from = currentTask();
    if (this.mode === 0 && this.isIdle && from !== null) {
      const { giving } = hands;
      if (giving.to === null) {
        giving.to = this;
        giving.kind = kind;
        giving.count = count;
        giving.a = a;
        giving.b = b;
        giving.from = from;
        this.wake();
        return TOLD;
      }
      hands.refuse();
    }
    return this.tellOne(new Told(kind, count, a, b, from));
  }

  /** Takes what is in the hand into the mailbox. */
  takeBack(): void {
    const { giving } = hands;
    if (giving.to !== (this as unknown)) return;
    const message = giving.message();
    giving.empty();
    this.putBack(message);
  }

  askOne(ask: Ask): void {
    if ((this.mode & (GONE | BOXED)) !== 0 || ask.from === (this as unknown)) this.askRare(ask);
    else this.put(ask);
  }

  protected tellRare(message: Message): Operation<void> {
    if ((this.mode & GONE) !== 0) {
      deadLetter(message, this.node, "no actor");
      return TOLD;
    }
    const told = (this.mailbox as Mailbox).tell(message);
    this.wakeForMessage();
    return told;
  }

  protected askRare(ask: Ask): void {
    if ((this.mode & GONE) !== 0) {
      ask.refuse(this.gone());
      return;
    }
    if (ask.from === (this as unknown) && !(this.handled?.interleaves ?? false)) {
      const error = cycleError([this.name, this.name]);
      ask.refuse(error);
      throw error;
    }
    if ((this.mode & BOXED) === 0) {
      this.put(ask);
      return;
    }
    (this.mailbox as Mailbox).ask(ask);
    this.wakeForMessage();
  }

  signalOne(signal: Signal): void {
    const kind = this.kind.signal;
    if (kind !== null) this.putSystem(new Told(kind, 1, signal, undefined, null));
  }

  /** Takes in a message that nothing may drop. */
  putSystem(message: Message): void {
    if ((this.mode & GONE) !== 0) return;
    if ((this.mode & BOXED) === 0) {
      this.put(message);
      return;
    }
    (this.mailbox as Mailbox).putSystem(message);
    this.wakeForMessage();
  }

  enterAgain(pending: PendingTell): void {
    if ((this.mode & GONE) === 0) (this.mailbox as Mailbox).enterAgain(pending);
    else {
      this.discard(pending);
      pending.admit();
    }
    this.wakeForMessage();
  }

  protected wakeForMessage(): void {
    if ((this.mode & (BUSY | GONE)) === 0) this.wake();
  }

  /** The kind of the message whose handler runs or waits. */
  protected get handled(): MessageKind | null {
    if (this.current !== null) return this.current.kind;
    return hands.taken.to === this ? hands.taken.kind : null;
  }

  protected get mailbox(): Mailbox | null {
    return this.parts_ === null ? null : this.parts_.mailbox;
  }

  protected put(message: Message): void {
    const tail = this.tail;
    if (tail === null) message.after = message;
    else {
      message.after = tail.after;
      tail.after = message;
    }
    this.tail = message;
    if (++this.count >= DEEP) this.checkDepth();
    if ((this.mode & BUSY) === 0) this.wake();
  }

  protected checkDepth(): void {
    if (this.count >= this.parts.warnAt) this.parts.warnAt = warnOfDepth(this.node.self, this.count);
  }

  protected putBack(message: Message): void {
    this.takeBack();
    if (this.mailbox !== null) {
      this.mailbox.putBack(message);
      return;
    }
    const tail = this.tail;
    if (tail === null) this.tail = message.after = message;
    else {
      message.after = tail.after;
      tail.after = message;
    }
    this.count++;
  }

  /** A message that waits is of interest to nobody any more. */
  oneGivenUp(): void {
    const { parts } = this;
    if (++parts.givenUp < Math.max(GIVEN_UP, this.depth / 2)) return;
    parts.givenUp = 0;
    const letGo = (message: Message): void => this.letGo(message);
    if (parts.mailbox !== null) parts.mailbox.sweep(letGo);
    else this.sweep(letGo);
  }

  protected sweep(letGo: (message: Message) => void): void {
    const kept = new MessageQueue();
    for (let tail = this.tail; tail !== null; tail = this.tail) {
      const message = this.takeFirst(tail);
      if (message.isGivenUp()) letGo(message);
      else kept.put(message);
    }
    for (let message = kept.takeFirst(); message !== null; message = kept.takeFirst()) this.put(message);
  }

  /** Lets go of a message that nobody is interested in any more. */
  letGo(message: Message): void {
    if (message instanceof Ask) deadLetter(message, this.node, "expired");
  }

  protected takeFirst(tail: Message): Message {
    const first = tail.after as Message;
    if (first === tail) this.tail = null;
    else tail.after = first.after;
    first.after = null;
    this.count--;
    return first;
  }

  /** How many messages wait. */
  get depth(): number {
    return (this.mailbox?.length ?? this.count) + (hands.giving.to === this ? 1 : 0);
  }
}
