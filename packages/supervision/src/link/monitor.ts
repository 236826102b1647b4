/** Monitors: one-way. Each call makes another one. */
import { takesSignals } from "@mailslot/actor";
import { checkOptions, isInstance } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";
import { here, type Linkable } from "../linkable.js";
import { type Bonds, bondsOf } from "./bonds.js";
import { MonitorCore } from "./monitor-core.js";
import type { Monitor } from "./signals.js";

/**
 * Tells the running actor or task (or `self`) when `target` has ended, by `{ type: "down", monitor, from, reason }`: an actor
 * in its `signal` hook, a plain task in its {@link signals}. A target that has ended gives `"noproc"` at once. A failure
 * that is monitored counts as seen. Throws `ERR_MAILSLOT_NO_SIGNAL_HOOK` for an actor without that hook.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { isDown, monitor, signals } from "@mailslot/supervision";
 *
 * await go(function* () {
 *   monitor(go(() => Promise.reject(new Error("broken"))));
 *   const signal = yield* signals();
 *   console.log(isDown(signal) && String(signal.reason)); // Error: broken
 * });
 * ```
 */
export function monitor(target: Linkable, self: Linkable = here("monitor()")): Monitor {
  const watcher = bondsOf(self);
  checkHook(watcher, "monitor()");
  const core = new MonitorCore(watcher, bondsOf(target), false);
  if (!watcher.dead) core.begin();
  return core;
}

/**
 * Ends a monitor. With `flush` (default: false), a down signal that was sent and has not been handled is taken back as well.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { demonitor, exit, monitor } from "@mailslot/supervision";
 *
 * await go(function* () {
 *   const watched = go(() => sleep(60_000));
 *   const bond = monitor(watched);
 *   exit(watched, "shutdown");
 *   demonitor(bond, { flush: true }); // no down signal arrives any more
 *   console.log("not told"); // not told
 * });
 * ```
 */
export function demonitor(monitor: Monitor, options: { readonly flush?: boolean } = {}): void {
  if (!isInstance(monitor, MonitorCore)) {
    throw new SupervisionError("ERR_MAILSLOT_NOT_LINKABLE", "demonitor() takes what monitor() has returned");
  }
  checkOptions("demonitor()", options);
  monitor.end();
  if (options.flush === true) monitor.flushed = true;
}

/** Throws if signals would be lost. */
export function checkHook({ ref }: Bonds, what: string): void {
  if (ref === null || takesSignals(ref)) return;
  throw new SupervisionError(
    "ERR_MAILSLOT_NO_SIGNAL_HOOK",
    `${ref.name} takes no signals, which ${what} needs: give its definition a hook, signal(ctx, signal) { … }`,
  );
}
