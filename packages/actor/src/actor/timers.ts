/**
 * The timers of an actor: each sends a message to its own actor. They end with it, so none reaches a later incarnation.
 *
 * Invariants: a timer is in `byKey` while it runs or its message waits; when it leaves before, the message is void.
 */
import type { EventLoop, Scheduler } from "@mailslot/core";
import type { MessageKind } from "../definition/message-kind.js";
import { MANY, type Message, ToldMessage } from "../mailbox/message.js";

/** When a timer of an actor sends, and what it is called. */
export interface TimerOptions {
  /** Milliseconds. */
  readonly ms: number;
  /** What the timer is called: a new one takes the place of an old one of its name. By default the name of the message. */
  readonly key?: string;
}

/** What a timer sends. It is void when its timer was stopped or replaced, even though it waits in the mailbox. */
class TimerMessage extends ToldMessage {
  private readonly timer: ActorTimer;

  constructor(kind: MessageKind, args: unknown[], timer: ActorTimer) {
    super(kind, MANY, args, undefined, null);
    this.timer = timer;
  }

  override isGivenUp(): boolean {
    return !this.timer.stands(this);
  }

  override reply(): void {
    if (this.after === null) this.timer.handled();
  }

  override refuse(): void {
    this.timer.handled();
  }
}

export function isTimerMessage(message: Message): boolean {
  return message instanceof TimerMessage;
}

class ActorTimer {
  private readonly timers: Timers;
  private readonly key: string;
  private readonly kind: MessageKind;
  private readonly args: unknown[];
  private readonly ms: number;
  private readonly repeats: boolean;
  private due: number;
  private handle: unknown;
  /** What it has sent last. */
  private sent: TimerMessage | null;

  constructor(timers: Timers, key: string, kind: MessageKind, args: unknown[], ms: number, repeats: boolean) {
    this.timers = timers;
    this.key = key;
    this.kind = kind;
    this.args = args;
    this.ms = ms;
    this.repeats = repeats;
    this.due = timers.loop.now() + ms;
    this.sent = null;
    this.handle = this.start(ms);
  }

  stop(): void {
    if (this.handle !== null) this.timers.loop.stopTimer(this.handle);
    this.handle = null;
    this.sent = null;
  }

  /** Whether the message is still to be handled. */
  stands(message: TimerMessage): boolean {
    return this.sent === message;
  }

  handled(): void {
    if (!this.repeats) this.timers.forget(this.key, this);
  }

  private start(delay: number): unknown {
    return this.timers.loop.startTimer(delay, () => this.fire());
  }

  private fire(): void {
    this.handle = null;
    // A tick that still waits in the mailbox is not sent a second time.
    if (this.sent === null || this.sent.after === null)
      this.timers.send((this.sent = new TimerMessage(this.kind, this.args, this)));
    if (!this.repeats) return;
    const now = this.timers.loop.now();
    this.due += this.ms * Math.max(1, Math.floor((now - this.due) / this.ms) + 1);
    this.handle = this.start(this.due - now);
  }
}

/** The actor whose timers they are. */
export interface TimerOwner {
  readonly scheduler: Scheduler;
  /** Takes in a message that nothing may drop. */
  putSystem(message: Message): void;
}

export class Timers {
  private readonly owner: TimerOwner;
  private readonly byKey: Map<string, ActorTimer>;
  private readonly scheduler: Scheduler;

  constructor(owner: TimerOwner) {
    this.owner = owner;
    this.byKey = new Map();
    this.scheduler = owner.scheduler;
  }

  get loop(): EventLoop {
    return this.scheduler.loop;
  }

  set(key: string, kind: MessageKind, args: unknown[], ms: number, repeats: boolean): void {
    this.stop(key);
    this.byKey.set(key, new ActorTimer(this, key, kind, args, ms, repeats));
  }

  stop(key: string): boolean {
    this.byKey.get(key)?.stop();
    return this.byKey.delete(key);
  }

  stopAll(): void {
    for (const timer of this.byKey.values()) timer.stop();
    this.byKey.clear();
  }

  send(message: ToldMessage): void {
    this.scheduler.io(() => this.owner.putSystem(message));
  }

  forget(key: string, timer: ActorTimer): void {
    if (this.byKey.get(key) === timer) this.byKey.delete(key);
  }
}
