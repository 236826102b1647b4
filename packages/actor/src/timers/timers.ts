/**
 * The timers of an actor: each sends a message to its own actor. They end with it, so none reaches a later incarnation.
 *
 * Invariants: a timer is in `byKey` while it runs or its message waits; when it leaves before, the message is void.
 */
import type { EventLoop, Scheduler } from "@mailslot/core";
import type { MessageKind } from "../definition/message-kind.js";
import type { Message, ToldMessage } from "../mailbox/message.js";
import { ClockTimer } from "./clock-timer.js";
import { Idleness, IdleTimer, type Worker } from "./idle-timer.js";
import type { ActorTimer, TimerSetting } from "./timer.js";

/** The actor whose timers they are. */
export interface TimerOwner extends Worker {
  readonly scheduler: Scheduler;
  /** Takes in a message that nothing may drop. */
  putSystem(message: Message): void;
}

export class Timers {
  private readonly owner: TimerOwner;
  private readonly byKey: Map<string, ActorTimer>;
  private readonly scheduler: Scheduler;
  /** Null as long as no timer asks for it. */
  idle: Idleness | null;

  constructor(owner: TimerOwner) {
    this.owner = owner;
    this.byKey = new Map();
    this.scheduler = owner.scheduler;
    this.idle = null;
  }

  get loop(): EventLoop {
    return this.scheduler.loop;
  }

  set(setting: TimerSetting, kind: MessageKind, args: unknown[]): void {
    this.stop(setting.key);
    this.byKey.set(setting.key, this.make(setting, kind, args));
  }

  private make(setting: TimerSetting, kind: MessageKind, args: unknown[]): ActorTimer {
    if (setting.idle !== true) return new ClockTimer(this, setting, kind, args);
    this.idle ??= new Idleness(this, this.owner);
    return new IdleTimer(this, setting, kind, args, this.idle);
  }

  *ofIdleness(): Iterable<IdleTimer> {
    for (const timer of this.byKey.values()) if (timer instanceof IdleTimer) yield timer;
  }

  /** The actor has become something else. */
  changed(): void {
    for (const { setting } of this.byKey.values()) if (setting.untilChange === true) this.stop(setting.key);
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

  forget(timer: ActorTimer): void {
    const { key } = timer.setting;
    if (this.byKey.get(key) === timer) this.byKey.delete(key);
  }
}
