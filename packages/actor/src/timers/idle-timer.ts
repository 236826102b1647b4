/**
 * Timers that send when their actor has been idle for long, and since when it is. They look at the clock when they are due, so that a message
 * need not set them again. See docs/decisions/0313-idle-and-entered.md.
 *
 * Invariants: a timer has a clock, or its message waits, or the actor is at work.
 */
import type { MessageKind } from "../definition/message-kind.js";
import type { Message } from "../mailbox/message.js";
import { startQuietTimer } from "./quiet-timer.js";
import { ActorTimer, isTimerMessage, type Siblings, type TimerSetting } from "./timer.js";

/** The actor that is idle or at work. */
export interface Worker {
  /** Whether messages wait, or a handler runs. */
  readonly isAtWork: boolean;
  /** Whether what is handled was not sent by anybody. */
  isHook(message: Message): boolean;
}

export class IdleTimer extends ActorTimer {
  private readonly idle: Idleness;
  /** Null while its message waits, or the actor works past its time. */
  private stopClock: (() => void) | null;
  private since: number;

  constructor(timers: Siblings, setting: TimerSetting, kind: MessageKind, args: unknown[], idle: Idleness) {
    super(timers, setting, kind, args);
    this.idle = idle;
    this.stopClock = null;
    this.since = timers.loop.now();
    this.start(setting.ms);
  }

  stop(): void {
    this.stopClock?.();
    this.stopClock = null;
    this.sent = null;
  }

  /** Another message is handled. */
  makeVoid(): void {
    this.sent = null;
  }

  /** The actor has worked until now. */
  goOn(): void {
    if (this.stopClock === null && this.sent === null) this.start(this.setting.ms);
  }

  override handled(): void {
    super.handled();
    this.sent = null;
    if (!this.setting.repeats) return;
    this.since = this.timers.loop.now();
    this.start(this.setting.ms);
  }

  private start(ms: number): void {
    this.stopClock = startQuietTimer(this.timers.loop, ms, () => this.look());
  }

  private look(): void {
    this.stopClock = null;
    if (this.idle.isAtWork()) return; // it goes on when that has ended
    const rest = Math.max(this.since, this.idle.since) + this.setting.ms - this.timers.loop.now();
    if (rest > 0) this.start(rest);
    else this.send();
  }
}

interface IdleSiblings extends Siblings {
  ofIdleness(): Iterable<IdleTimer>;
}

/** Since when an actor is idle, for its timers that ask. */
export class Idleness {
  /** When it was at work last. */
  since: number;
  private hasWorked: boolean;
  private readonly timers: IdleSiblings;
  private readonly worker: Worker;

  constructor(timers: IdleSiblings, worker: Worker) {
    this.since = 0;
    this.hasWorked = false;
    this.timers = timers;
    this.worker = worker;
  }

  /** A message is handled. */
  begins(message: Message): void {
    if (isTimerMessage(message) || this.worker.isHook(message)) return;
    this.hasWorked = true;
    for (const timer of this.timers.ofIdleness()) timer.makeVoid();
  }

  /** No handler runs that keeps others waiting. */
  ended(): void {
    if (!this.hasWorked) return;
    this.hasWorked = false;
    this.since = this.timers.loop.now();
    for (const timer of this.timers.ofIdleness()) timer.goOn();
  }

  /** A handler that interleaves has ended. */
  othersEnded(): void {
    this.hasWorked = true;
    this.ended();
  }

  isAtWork(): boolean {
    if (!this.hasWorked && !this.worker.isAtWork) return false;
    this.hasWorked = true;
    return true;
  }
}
