/** The counts that a scheduler keeps; `counters()` in `inspect.ts` makes a report of them. */

/** Buckets of the delay histogram: bucket n counts delays under 2^n µs; the last, everything longer. */
const DELAY_BUCKETS = 24;

/** What the delays are sampled from. */
interface Sampled {
  readonly taken: number;
  readonly put: number;
  readonly length: number;
}

export class Counters {
  turns: number;
  ticks: number;
  slotTicks: number;
  forcedYields: number;
  /** Milliseconds spent inside turns. */
  busy: number;
  /** How long a task at the back of the run queue waited for its tick. */
  readonly delays: number[];
  private sampledAt: number;
  private sampledPut: number;

  constructor() {
    this.turns = 0;
    this.ticks = 0;
    this.slotTicks = 0;
    this.forcedYields = 0;
    this.busy = 0;
    this.delays = new Array<number>(DELAY_BUCKETS).fill(0);
    this.sampledAt = -1;
    this.sampledPut = 0;
  }

  turned(duration: number): void {
    this.turns++;
    this.busy += duration;
  }

  /**
   * Measures the delay of one task at a time, whenever the clock is read anyway: notes the back of the queue, and
   * counts the time until the head has come there. So the histogram costs nothing per tick.
   */
  sample(now: number, queue: Sampled): void {
    if (this.sampledAt >= 0) {
      if (((queue.taken - this.sampledPut) | 0) < 0) return;
      const microseconds = Math.max(1, (now - this.sampledAt) * 1000);
      const bucket = Math.min(DELAY_BUCKETS - 1, Math.ceil(Math.log2(microseconds)));
      this.delays[bucket] = (this.delays[bucket] as number) + 1;
    }
    this.sampledAt = queue.length > 0 ? now : -1;
    this.sampledPut = queue.put;
  }
}
