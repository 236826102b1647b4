/**
 * Stopping children: an actor may finish what it handles, or what it has been sent; then its waits are given up, then it is
 * killed. What a child does about its links or exits cannot delay it longer. See docs/decisions/0324-stopping-gently.md.
 */
import { type Steps, TimeoutError, timeout, yieldNow } from "@mailslot/core";
import { isFailure } from "../link/cascade.js";
import { report } from "../supervisor/reports.js";
import type { Child, ChildEnd, ChildMonitor } from "./child.js";

/** How often all others run before a kill: once for the handlers that interleave, once for their actor, once to spare. */
const TICKS = 3;

/** The supervisor that stops a child. */
interface Parent {
  readonly name: string;
}

/** Stops one child and waits for its end. A failure on the way is in the reports of `parent`. */
export function* stopChild(parent: Parent, child: Child): Steps<void> {
  const { monitor } = child;
  if (monitor !== null) {
    askToEnd(child, monitor);
    yield* seeItEnd(child, monitor);
  }
  ended(parent, child);
}

/** Stops children all at the same time, and waits for the end of each. */
export function* stopTogether(parent: Parent, children: readonly Child[]): Steps<void> {
  for (const child of children) {
    if (child.monitor !== null) askToEnd(child, child.monitor);
    else child.end();
  }
  for (const child of children) {
    if (child.monitor !== null) yield* seeItEnd(child, child.monitor);
    ended(parent, child);
  }
}

/** Notes the end of a child, which nothing else hears of while its supervisor waits for it. */
function ended(parent: Parent, child: Child): void {
  const { monitor } = child;
  if (monitor !== null && isFailure(monitor.reason)) report(parent, "ended", child, monitor.reason);
  child.end();
}

function askToEnd(child: Child, monitor: ChildMonitor): void {
  monitor.awaitEnd();
  if (child.shutdown === "brutal-kill") monitor.watched.kill();
  else if (child.type === "actor") monitor.watched.finish("shutdown", child.drains);
  else monitor.watched.receiveExit(monitor.watcher.owner, "shutdown", "parent", null);
}

function* seeItEnd(child: Child, monitor: ChildMonitor): Steps<void> {
  const end = monitor.awaitEnd();
  if (monitor.watched.dead) return;
  if (child.shutdown !== "brutal-kill") {
    const { patience } = child;
    if (patience === Number.POSITIVE_INFINITY || (yield* endsWithin(end, patience - monitor.awaited))) {
      yield* end;
      return;
    }
    if (child.type !== "actor" || !(yield* cutShort(monitor))) monitor.watched.kill();
  }
  yield* end;
}

/** Gives up what an actor waits for, so that the `finally` of its handler runs, up to where that waits; returns whether it has ended. */
function* cutShort({ watched }: ChildMonitor): Steps<boolean> {
  watched.giveUpWait();
  for (let n = 0; n < TICKS && !watched.dead; n++) yield* yieldNow();
  return watched.dead;
}

function* endsWithin(end: ChildEnd, ms: number): Steps<boolean> {
  try {
    yield* timeout(end, Math.max(0, ms));
    return true;
  } catch (error) {
    if (error instanceof TimeoutError) return false;
    throw error;
  }
}
