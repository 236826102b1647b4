/** A timer that sends at its time, once or at a fixed rate without drift. */
import type { MessageKind } from "../definition/message-kind.js";
import { ActorTimer, type Siblings, type TimerSetting } from "./timer.js";

export class ClockTimer extends ActorTimer {
  private due: number;
  private handle: unknown;

  constructor(timers: Siblings, setting: TimerSetting, kind: MessageKind, args: unknown[]) {
    super(timers, setting, kind, args);
    this.due = timers.loop.now() + setting.ms;
    this.handle = this.start(setting.ms);
  }

  stop(): void {
    if (this.handle !== null) this.timers.loop.stopTimer(this.handle);
    this.handle = null;
    this.sent = null;
  }

  private start(delay: number): unknown {
    return this.timers.loop.startTimer(delay, () => this.fire());
  }

  private fire(): void {
    this.handle = null;
    // A tick that still waits in the mailbox is not sent a second time.
    if (this.sent === null || this.sent.after === null) this.send();
    const { ms, repeats } = this.setting;
    if (!repeats) return;
    const now = this.timers.loop.now();
    this.due += ms * Math.max(1, Math.floor((now - this.due) / ms) + 1);
    this.handle = this.start(this.due - now);
  }
}
