/**
 * A timer that does not keep the program alive, for what is done when nothing happens. That of a loop does: docs/decisions/0313-idle-and-entered.md.
 */
import { type EventLoop, hostEventLoop } from "@mailslot/core";
import { original } from "@mailslot/core/engine";

const LONGEST_DELAY = 2 ** 31 - 1; // that setTimeout takes

/** What `setTimeout` returns on Node, Deno and Bun; a number elsewhere. */
interface Handle {
  unref?(): void;
}

type SetTimeout = (callback: () => void, ms: number) => Handle;
type ClearTimeout = (timer: Handle) => void;

/** Calls back once, `ms` milliseconds from now, or earlier when that is very long: look at the clock. Returns what stops it. */
export function startQuietTimer(loop: EventLoop, ms: number, callback: () => void): () => void {
  if (loop.now !== hostEventLoop().now) {
    const timer = loop.startTimer(ms, callback);
    return () => loop.stopTimer(timer);
  }
  const timer = original<SetTimeout>("setTimeout")(callback, Math.min(ms, LONGEST_DELAY));
  timer.unref?.();
  return () => original<ClearTimeout>("clearTimeout")(timer);
}
