/** One timer of an actor, and what it sends. */
import type { EventLoop } from "@mailslot/core";
import type { MessageKind } from "../definition/message-kind.js";
import { MANY, type Message, ToldMessage } from "../mailbox/message.js";

/** When a timer of an actor sends, and what it is called. */
export interface TimerOptions {
  /** Milliseconds. */
  readonly ms: number;
  /** What the timer is called: a new one takes the place of an old one of its name. By default the name of the message. */
  readonly key?: string;
  /** Whether it stops when the actor becomes something else; what it has sent is void then. Default: false. */
  readonly untilChange?: boolean;
  /** How it counts its time: {@link idleFor} gives one. By default it counts from when it is set. */
  readonly clock?: TimerClock;
}

declare const CLOCK: unique symbol;

/** How a timer counts its time. {@link idleFor} makes one; there is nothing in it for programs. */
export interface TimerClock {
  readonly [CLOCK]: never;
}

/** What a {@link TimerClock} is: a function, so that only programs that use it have its code. */
export type MakeTimer = (
  timers: ClockedTimers,
  setting: TimerSetting,
  kind: MessageKind,
  args: unknown[],
) => ActorTimer;

/** The options of a timer, complete. */
export interface TimerSetting extends TimerOptions {
  readonly key: string;
  readonly repeats: boolean;
}

/** The timers of the same actor. */
export interface Siblings {
  readonly loop: EventLoop;
  send(message: ToldMessage): void;
  forget(timer: ActorTimer): void;
}

/** The same, for timers that ask since when their actor is idle. */
export interface ClockedTimers extends Siblings {
  readonly owner: Worker;
  /** Null as long as no timer asks for it. */
  idle: Idle | null;
}

/** The actor that is idle or at work. */
export interface Worker {
  /** Whether messages wait, or a handler runs. */
  readonly isAtWork: boolean;
  /** Whether what is handled was not sent by anybody. */
  isHook(message: Message): boolean;
}

/** What is to know when an actor works. */
export interface Idle {
  /** A message is handled. */
  begins(message: Message): void;
  /** No handler runs that keeps others waiting. */
  ended(): void;
  /** A handler that interleaves has ended. */
  othersEnded(): void;
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

export abstract class ActorTimer {
  readonly setting: TimerSetting;
  protected readonly timers: Siblings;
  private readonly kind: MessageKind;
  private readonly args: unknown[];
  /** What it has sent last. */
  protected sent: TimerMessage | null;

  constructor(timers: Siblings, setting: TimerSetting, kind: MessageKind, args: unknown[]) {
    this.setting = setting;
    this.timers = timers;
    this.kind = kind;
    this.args = args;
    this.sent = null;
  }

  abstract stop(): void;

  /** Whether the message is still to be handled. */
  stands(message: TimerMessage): boolean {
    return this.sent === message;
  }

  handled(): void {
    if (!this.setting.repeats) this.timers.forget(this);
  }

  protected send(): void {
    this.timers.send((this.sent = new TimerMessage(this.kind, this.args, this)));
  }
}
