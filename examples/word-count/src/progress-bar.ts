// A progress bar on stderr, if that is a terminal. How many files there are is known only when the walk has ended, so
// the end of the bar moves while it fills. See docs/decisions/0030-terminal-output-of-examples.md.
import type { Progress } from "./stages.js";

/** A progress bar, or nothing. */
export interface ProgressBar extends Progress {
  /** Takes the bar off the screen. */
  stop(): void;
}

/** Starts a bar if `wanted` and stderr is a terminal. */
export async function startBar(wanted: boolean): Promise<ProgressBar> {
  if (!wanted || !process.stderr.isTTY) return { found() {}, read() {}, stop() {} };
  const { SingleBar } = (await import("cli-progress")).default;
  const format = " {bar} {value} of {total} files read";
  const bar = new SingleBar({ stream: process.stderr, format, barsize: 30, hideCursor: true, clearOnComplete: true });
  let found = 0;
  bar.start(0, 0);
  return {
    found: () => bar.setTotal(++found),
    read: () => bar.increment(),
    stop: () => bar.stop(),
  };
}
