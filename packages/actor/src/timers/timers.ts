/**
 * The timers of an actor: each sends a message to its own actor. They end with it, so none reaches a later incarnation.
 *
 * Invariants: a timer is in `byKey` while it runs or its message waits; when it leaves before, the message is void.
 */
import type { EventLoop, Scheduler } from "@mailslot/core";
import type { MessageKind } from "../definition/message-kind.js";
import type { Message, ToldMessage } from "../mailbox/message.js";
import { ClockTimer } from "./clock-timer.js";
import type { ActorTimer, ClockedTimers, Idle, MakeTimer, TimerSetting, Worker } from "./timer.js";

/** The actor whose timers they are. */
export interface TimerOwner extends Worker {
  readonly scheduler: Scheduler;
  /** Takes in a message that nothing may drop. */
  putSystem(message: Message): void;
}

export class Timers implements ClockedTimers {
  readonly owner: TimerOwner;
  private readonly byKey: Map<string, ActorTimer>;
  private readonly scheduler: Scheduler;
  idle: Idle | null;

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
    const make = setting.clock as unknown as MakeTimer | undefined;
    const timer = make === undefined ? new ClockTimer(this, setting, kind, args) : make(this, setting, kind, args);
    this.byKey.set(setting.key, timer);
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
