/**
 * Timers that send when their actor has been idle for long, and since when it is. They look at the clock when they are due, so that a message
 * need not set them again. See docs/decisions/0313-idle-and-entered.md.
 *
 * Invariants: a timer has a clock; or its message waits, and it is in `sent`; or the actor is at work, and it is in `waiting`.
 */
import { badArgument, checkOptions } from "@mailslot/core/engine";
import type { MessageKind } from "../definition/message-kind.js";
import type { Message } from "../mailbox/message.js";
import { startQuietTimer } from "./quiet-timer.js";
import {
  ActorTimer,
  type ClockedTimers,
  type Idle,
  isTimerMessage,
  type MakeTimer,
  type TimerClock,
  type TimerOptions,
  type TimerSetting,
} from "./timer.js";

/**
 * Makes the time of a timer that counts from the end of the last message, or of the last handler that interleaves: it sends when nothing
 * has come for `ms` milliseconds. Messages of timers do not count. What it has sent is void when another message is handled before; then
 * it counts again. It does not keep the program alive. Throws `ERR_MAILSLOT_ARGUMENT` when `ms` is not above 0, or Infinity.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, idleFor, spawn } from "@mailslot/actor";
 *
 * const Session = defineActor("session", {
 *   started: (ctx) => ctx.tellAfter(idleFor(20), "expire"),
 *   receive: {
 *     greet: (_ctx, who: string) => console.log("hello,", who),
 *     expire: (ctx) => ctx.stop(),
 *   },
 * });
 * const session = spawn(Session);
 * session.tell.greet("Ada");
 * setTimeout(() => {}, 200); // the timer alone would not keep the program alive
 * console.log(await exitOf(session)); // normal
 * ```
 */
export function idleFor(ms: number, options: Pick<TimerOptions, "key" | "untilChange"> = {}): TimerOptions {
  if (!(typeof ms === "number" && ms > 0 && ms < Number.POSITIVE_INFINITY))
    throw badArgument("the time of idleFor()", ms, "milliseconds above 0");
  checkOptions("idleFor()", options);
  return { ...options, ms, clock: startIdleTimer as unknown as TimerClock };
}

const startIdleTimer: MakeTimer = (timers, setting, kind, args) => {
  const idle = timers.idle instanceof Idleness ? timers.idle : new Idleness(timers);
  timers.idle = idle;
  return new IdleTimer(timers, setting, kind, args, idle);
};

class IdleTimer extends ActorTimer {
  private readonly idle: Idleness;
  /** Null while its message waits, or the actor works past its time. */
  private stopClock: (() => void) | null;
  private since: number;

  constructor(timers: ClockedTimers, setting: TimerSetting, kind: MessageKind, args: unknown[], idle: Idleness) {
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
    this.idle.forget(this);
  }

  /** Another message is handled. */
  makeVoid(): void {
    this.sent = null;
  }

  /** The actor has worked until now. */
  goOn(): void {
    this.start(this.setting.ms);
  }

  override handled(): void {
    super.handled();
    this.sent = null;
    this.idle.forget(this);
    if (!this.setting.repeats) return;
    this.since = this.timers.loop.now();
    this.start(this.setting.ms);
  }

  private start(ms: number): void {
    this.stopClock = startQuietTimer(this.timers.loop, ms, () => this.look());
  }

  private look(): void {
    this.stopClock = null;
    if (this.idle.isAtWork()) {
      this.idle.waits(this);
      return;
    }
    const rest = Math.max(this.since, this.idle.since) + this.setting.ms - this.timers.loop.now();
    if (rest > 0) this.start(rest);
    else {
      this.send();
      this.idle.hasSent(this);
    }
  }
}

/** Since when an actor is idle, for its timers that ask. */
class Idleness implements Idle {
  /** When it was at work last. */
  since: number;
  private hasWorked: boolean;
  private readonly timers: ClockedTimers;
  /** Those whose message waits, and those that go on when the actor has worked: no message looks at all timers. */
  private readonly sent: Set<IdleTimer>;
  private readonly waiting: Set<IdleTimer>;

  constructor(timers: ClockedTimers) {
    this.since = 0;
    this.hasWorked = false;
    this.timers = timers;
    this.sent = new Set();
    this.waiting = new Set();
  }

  hasSent(timer: IdleTimer): void {
    this.sent.add(timer);
  }

  waits(timer: IdleTimer): void {
    this.waiting.add(timer);
  }

  forget(timer: IdleTimer): void {
    this.sent.delete(timer);
    this.waiting.delete(timer);
  }

  begins(message: Message): void {
    if (isTimerMessage(message) || this.timers.owner.isHook(message)) return;
    this.hasWorked = true;
    for (const timer of this.sent) {
      timer.makeVoid();
      this.waiting.add(timer);
    }
    this.sent.clear();
  }

  ended(): void {
    if (!this.hasWorked) return;
    this.hasWorked = false;
    this.since = this.timers.loop.now();
    for (const timer of this.waiting) timer.goOn();
    this.waiting.clear();
  }

  othersEnded(): void {
    this.hasWorked = true;
    this.ended();
  }

  isAtWork(): boolean {
    if (!this.hasWorked && !this.timers.owner.isAtWork) return false;
    this.hasWorked = true;
    return true;
  }
}
