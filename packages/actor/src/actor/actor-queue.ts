/**
 * The actor as a queue of messages: the layer that holds all fields of the object. See docs/decisions/0300-mailboxes.md.
 *
 * Invariants: `tail` is null or the last of a ring of `count` messages, and names the first; an actor that is BOXED keeps
 * its messages in `extra.mailbox` instead.
 */
import type { Scheduler, Task } from "@mailslot/core";
import { type Carried, contextOf } from "@mailslot/core/engine";
import { Ask } from "../ask/ask.js";
import { type Asker, AskingActor } from "../ask/asker.js";
import type { CompiledDefinition } from "../definition/compiled.js";
import type { MessageKind } from "../definition/message-kind.js";
import { handoff } from "../mailbox/handoff.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import type { Message } from "../mailbox/message.js";
import type { TellMethods } from "../ref/tell-ask.js";
import { ActorExtras } from "./extras.js";
import { interleavedOf } from "./interleaved.js";
import { AWAY, BUSY } from "./mode.js";

let lastId = 0;

/** Makes the next actor's number follow `id`, and returns the one that it would have followed. */
export function exchangeLastId(id: number): number {
  const before = lastId;
  lastId = id;
  return before;
}

export abstract class ActorQueue extends AskingActor {
  state: unknown;
  readonly id: number;
  protected tail: Message | null;
  protected count: number;
  /** The message whose handler runs or waits. */
  current: Message | null;
  /** What `ref.tell` is; null once that was asked for, and kept from the second time on. */
  protected methods: TellMethods | null | undefined;

  constructor(definition: CompiledDefinition, state: unknown, scheduler: Scheduler | undefined) {
    super(definition, scheduler);
    this.state = state;
    this.id = ++lastId;
    this.tail = null;
    this.count = 0;
    this.current = null;
    this.methods = undefined;
  }

  get definition(): CompiledDefinition {
    return this.kind as CompiledDefinition;
  }

  override get name(): string {
    return `${this.definition.name}#${this.id}`;
  }

  override describe(): string {
    const failedIn = this.extraIfAny?.failedIn ?? null;
    return failedIn === null ? `actor ${this.name}` : `actor ${this.name}, in ${failedIn},`;
  }

  /** The fields that few actors need, made when first used. */
  get extra(): ActorExtras {
    return this.extraIfAny ?? this.makeExtra();
  }

  get extraIfAny(): ActorExtras | null {
    return this.attached as ActorExtras | null;
  }

  private makeExtra(): ActorExtras {
    const extra = new ActorExtras();
    this.attached = extra;
    return extra;
  }

  /** The same object, as a task. */
  protected get task(): Task {
    return this as unknown as Task;
  }

  /** Its own context: that of its spawner. */
  get home(): Carried | null {
    return (this.flags & AWAY) === 0 ? contextOf(this.task) : this.extra.home;
  }

  /** The mailbox that takes the place of the ring, in an actor that is BOXED. */
  protected get mailbox(): Mailbox | null {
    return this.extraIfAny === null ? null : this.extraIfAny.mailbox;
  }

  /** How many messages wait. */
  get depth(): number {
    return (this.mailbox?.depth ?? this.count) + (handoff.offered.to === this ? 1 : 0);
  }

  protected takeFirst(tail: Message): Message {
    const first = tail.after as Message;
    if (first === tail) this.tail = null;
    else tail.after = first.after;
    first.after = null;
    this.count--;
    return first;
  }

  /** Puts a message in front of all others. */
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

  /** Takes the message that was offered to it into the mailbox. */
  takeBack(): void {
    const { offered } = handoff;
    if (offered.to !== this) return;
    const message = offered.message();
    offered.empty();
    this.putBack(message);
  }

  /** The kind of the message whose handler runs or waits. */
  protected get handled(): MessageKind | null {
    if (this.current !== null) return this.current.kind;
    return handoff.taken.to === this ? handoff.taken.kind : null;
  }

  handles(message: Message): boolean {
    if (this.current === message || interleavedOf(message)?.hasBegun === true) return true;
    return this.extraIfAny?.selective?.handles(message) ?? false;
  }

  // What it waits for.

  get isPromised(): boolean {
    return (this.flags & BUSY) !== 0;
  }

  get isDistant(): boolean {
    return false;
  }

  /** Only an actor elsewhere is told. */
  reached(_asker: Asker, _closing: Ask, _edge: Ask, _names: readonly string[]): void {}

  get mayAsk(): boolean {
    return this.extraIfAny !== null || this.waitingOn instanceof Ask;
  }

  pendingAsks(): Iterable<Ask> {
    const { waitingOn } = this;
    const asking = this.extraIfAny?.asking ?? [];
    return waitingOn instanceof Ask ? [waitingOn, ...asking] : asking;
  }

  waits(ask: Ask): void {
    const { extra } = this;
    extra.asking ??= new Set();
    extra.asking.add(ask);
  }

  waitsNoMore(ask: Ask): void {
    this.extraIfAny?.asking?.delete(ask);
  }
}
