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
    this.rise(timer, this.timers.length);
  }

  /** Takes a timer out; nothing happens when it is not in. */
  remove(timer: ManualTimer): void {
    if (timer.index < 0) return;
    const { index } = timer;
    timer.index = -1;
    const last = this.timers.pop() as ManualTimer;
    if (last === timer) return;
    this.sink(last, index);
    this.rise(last, last.index);
  }

  private rise(timer: ManualTimer, from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.timers[parent] as ManualTimer;
      if (!timer.isBefore(above)) break;
      this.put(above, index);
      index = parent;
    }
    this.put(timer, index);
  }

  private sink(timer: ManualTimer, from: number): void {
    let index = from;
    for (let child = this.childOf(index); child?.isBefore(timer); child = this.childOf(index)) {
      const next = child.index;
      this.put(child, index);
      index = next;
    }
    this.put(timer, index);
  }

  /** The earlier of the two below. */
  private childOf(index: number): ManualTimer | undefined {
    const left = this.timers[2 * index + 1];
    const right = this.timers[2 * index + 2];
    return right?.isBefore(left as ManualTimer) ? right : left;
  }

  private put(timer: ManualTimer, index: number): void {
    this.timers[index] = timer;
    timer.index = index;
  }
}
