// The figures of 2013, from "Performance of task switching using the new Rust scheduler" (rust-dev, 18 May 2013): the
// average of 50,000 calls, in nanoseconds.

/** One line of the table of 2013. */
export interface PastRow {
  readonly name: string;
  readonly nsPerCall: number;
  /** The rows measured today that stand beside it. */
  readonly now: readonly string[];
}

export const figuresOf2013: readonly PastRow[] = [
  { name: "function call", nsPerCall: 2, now: ["function call"] },
  { name: "new scheduler", nsPerCall: 2217, now: ["task", "handler"] },
  { name: "old scheduler", nsPerCall: 14_737, now: ["async", "threads"] },
];
