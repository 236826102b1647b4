/** Monitors: one-way; each call makes one of its own. */
import { type AnyRef, takesSignals } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import { SupervisionError } from "../errors.js";
import { here, type Linkable } from "../linkable.js";
import { type Bonds, bondsOf } from "./bonds.js";
import { MonitorNode } from "./monitor-node.js";

/** One monitor, as `demonitor` takes it and a down signal names it. */
export interface Monitor {
  readonly target: AnyRef | Task;
}

/**
 * Lets the running actor or task (or `self`) know when `target` has ended: an actor by its `signal` hook, a plain task by
 * its {@link signals}, with `{ type: "down", monitor, from, reason }`. A target that has ended gives `"noproc"` at once.
 * Whoever monitors has seen a failure. Fails with `ERR_MAILSLOT_NO_SIGNAL_HOOK` for an actor without that hook.
 */
export function monitor(target: Linkable, self: Linkable = here("monitor()")): Monitor {
  const watcher = bondsOf(self);
  checkHook(watcher, "monitor()");
  const node = new MonitorNode(watcher, bondsOf(target), true, null);
  if (!watcher.dead) node.begin();
  return node;
}

/** Ends a monitor. With `flush`, a down signal that has come and was not handled is taken back as well. */
export function demonitor(monitor: Monitor, { flush = false }: { readonly flush?: boolean } = {}): void {
  if (!(monitor instanceof MonitorNode)) {
    throw new SupervisionError("ERR_MAILSLOT_NOT_LINKABLE", "demonitor() takes what monitor() has returned");
  }
  monitor.end();
  if (flush) monitor.flushed = true;
}

/** Fails when signals would be lost. */
export function checkHook({ ref }: Bonds, what: string): void {
  if (ref === null || takesSignals(ref)) return;
  throw new SupervisionError(
    "ERR_MAILSLOT_NO_SIGNAL_HOOK",
    `${ref.name} takes no signals, which ${what} needs: give its definition a hook, signal(ctx, signal) { … }`,
  );
}
