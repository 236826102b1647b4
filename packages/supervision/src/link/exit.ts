/** Exit signals: sending them, and trapping them. */
import { currentActor, type ExitReason, type Signal } from "@mailslot/actor";
import { currentTask, type Source } from "@mailslot/core";
import { SupervisionError } from "../errors.js";
import { here, type Linkable } from "../linkable.js";
import { bondsOf } from "./bonds.js";
import { checkHook } from "./monitor.js";
import { outside } from "./signals.js";

/**
 * Sends an exit signal to `target`, from the running actor or task. It ends with `reason`, unless it traps exits; then it
 * is told. `"normal"` from another is dropped unless it traps. `"kill"` cannot be trapped: it ends with `"killed"`. Does
 * nothing to the dead.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { exit } from "@mailslot/supervision";
 *
 * const endless = go(() => sleep(60_000));
 * await go(() => sleep(1));
 * exit(endless, "shutdown");
 * console.log((await endless.outcome()).status); // cancelled
 * ```
 */
export function exit(target: Linkable, reason: ExitReason): void {
  bondsOf(target).receiveExit(currentActor() ?? currentTask() ?? outside, reason, "exit", null);
}

/**
 * Says whether the running actor or task (or `self`) traps exits: takes exit signals as messages instead of ending. Those
 * of an actor come to its `signal` hook, those of a plain task to {@link signals}. Returns what held before. Fails with
 * `ERR_MAILSLOT_NO_SIGNAL_HOOK` for an actor without that hook.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { goLinked, isExit, signals, trapExits } from "@mailslot/supervision";
 *
 * await go(function* parent() {
 *   trapExits(true);
 *   goLinked(() => Promise.reject(new Error("broken")));
 *   const signal = yield* signals();
 *   console.log(isExit(signal) && String(signal.reason)); // Error: broken
 * });
 * ```
 */
export function trapExits(on: boolean, self: Linkable = here("trapExits()")): boolean {
  const bonds = bondsOf(self);
  if (on) checkHook(bonds, "trapExits()");
  const before = bonds.trapping;
  bonds.trapping = on;
  return before;
}

/**
 * Returns the signals of the running plain task (or `self`), a source that gives them one by one: the ends of those it
 * monitors, and, while it traps exits, exit signals. Actors have their `signal` hook instead.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { monitor, signals } from "@mailslot/supervision";
 *
 * await go(function* () {
 *   monitor(go(() => "done"));
 *   const { type, reason } = yield* signals();
 *   console.log(type, reason); // down normal
 * });
 * ```
 */
export function signals(self: Linkable = here("signals()")): Source<Signal> {
  const bonds = bondsOf(self);
  if (bonds.ref === null) return bonds.inbox;
  throw new SupervisionError(
    "ERR_MAILSLOT_NOT_LINKABLE",
    `${bonds.ref.name} is an actor: its signals come to the hook signal(ctx, signal) of its definition`,
  );
}
