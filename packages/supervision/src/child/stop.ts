/** Stopping children: a signal, patience, then a kill. What a child does about its links or exits cannot delay it longer. */
import { type Steps, TimeoutError, timeout } from "@mailslot/core";
import type { Engine } from "../supervisor/engine.js";
import type { Child } from "./child.js";
import type { ChildMonitor } from "./child-monitor.js";

/** Stops one child and waits for its end. */
export function* stopChild(engine: Engine, child: Child): Steps<void> {
  engine.restarts.cancel(child);
  const { monitor } = child;
  if (monitor !== null) {
    askToEnd(child, monitor);
    yield* seeItEnd(child, monitor, child.patience);
  }
  child.end();
}

/** Stops children all at the same time, and waits for the end of each. */
export function* stopTogether(engine: Engine, children: readonly Child[]): Steps<void> {
  const began = engine.now();
  for (const child of children) {
    engine.restarts.cancel(child);
    if (child.monitor !== null) askToEnd(child, child.monitor);
  }
  for (const child of children) {
    if (child.monitor !== null) yield* seeItEnd(child, child.monitor, began + child.patience - engine.now());
    child.end();
  }
}

function askToEnd(child: Child, monitor: ChildMonitor): void {
  monitor.awaitEnd();
  if (child.shutdown === "brutal-kill") monitor.watched.kill();
  else monitor.watched.receiveExit(monitor.watcher.owner, "shutdown", "parent", null);
}

function* seeItEnd(child: Child, monitor: ChildMonitor, patience: number): Steps<void> {
  const gone = monitor.awaitEnd();
  if (monitor.watched.dead) return;
  if (child.shutdown !== "brutal-kill") {
    if (patience === Number.POSITIVE_INFINITY || (yield* endsWithin(gone, patience))) {
      yield* gone;
      return;
    }
    monitor.watched.kill();
  }
  yield* gone;
}

function* endsWithin(gone: ReturnType<ChildMonitor["awaitEnd"]>, patience: number): Steps<boolean> {
  try {
    yield* timeout(gone, Math.max(0, patience));
    return true;
  } catch (error) {
    if (error instanceof TimeoutError) return false;
    throw error;
  }
}
