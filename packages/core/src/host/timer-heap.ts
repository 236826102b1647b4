/**
 * The timers of a manual event loop in a binary heap: the next first, and of one time the one that was started first.
 *
 * Invariants: no timer comes before its parent, the one at `(index - 1) >> 1`; `index` is where a timer stands, or -1.
 */

export class ManualTimer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  index: number;

  constructor(at: number, order: number, callback: () => void) {
    this.at = at;
    this.order = order;
    this.callback = callback;
    this.index = -1;
  }

  isBefore(other: ManualTimer): boolean {
    return this.at < other.at || (this.at === other.at && this.order < other.order);
  }
}

export class TimerHeap {
  private readonly timers: ManualTimer[];

  constructor() {
    this.timers = [];
  }

  get first(): ManualTimer | undefined {
    return this.timers[0];
  }

  add(timer: ManualTimer): void {
    this.put(timer, this.timers.length);
    this.settle(timer);
  }

  /** Takes a timer out; nothing happens when it is not in. */
  remove(timer: ManualTimer): void {
    const { index } = timer;
    if (index < 0) return;
    timer.index = -1;
    const last = this.timers.pop() as ManualTimer;
    if (last === timer) return;
    this.put(last, index);
    this.settle(last);
  }

  /** Lets a timer change places with the one above or the earlier of the two below until it stands between them. */
  private settle(timer: ManualTimer): void {
    const { timers } = this;
    const { index } = timer;
    const above = timers[(index - 1) >> 1];
    const left = timers[2 * index + 1];
    const right = timers[2 * index + 2];
    const below = right?.isBefore(left as ManualTimer) ? right : left;
    const other = above && timer.isBefore(above) ? above : below?.isBefore(timer) ? below : null;
    if (other === null) return;
    this.put(timer, other.index);
    this.put(other, index);
    this.settle(timer);
  }

  private put(timer: ManualTimer, index: number): void {
    this.timers[index] = timer;
    timer.index = index;
  }
}
