/** Durations, counted in buckets of which each is a quarter of an octave: quantiles are exact to some 10 %. */

/** From a tenth of a microsecond on, a quarter of an octave each, to half an hour. */
const BUCKETS = 140;
const SMALLEST = 0.0001;
/** What is left of a sample at the next look, a second later. */
const FADES = 0.9;

export class Latencies {
  private readonly buckets: Float64Array;

  constructor() {
    this.buckets = new Float64Array(BUCKETS);
  }

  /** Takes in a duration in milliseconds. */
  add(ms: number): void {
    const bucket = ms <= SMALLEST ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log2(ms / SMALLEST) * 4));
    this.buckets[bucket] = (this.buckets[bucket] as number) + 1;
  }

  /** Returns the duration under which `share` of them are; 0 when there are none. */
  quantile(share: number): number {
    const { buckets } = this;
    let all = 0;
    for (const each of buckets) all += each;
    if (all < 0.5) return 0;
    let seen = 0;
    let bucket = 0;
    while (bucket < BUCKETS - 1 && (seen += buckets[bucket] as number) < all * share) bucket++;
    return SMALLEST * 2 ** ((bucket + 1) / 4);
  }

  /** Lets what is old count less. */
  fade(): void {
    for (let n = 0; n < BUCKETS; n++) this.buckets[n] = (this.buckets[n] as number) * FADES;
  }
}
