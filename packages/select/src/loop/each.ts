/** The loop form of select, for long-lived waits. */
import type { Source } from "@mailslot/core";
import { checkOptions } from "@mailslot/core/engine";
import { type Cases, checkCases, type Selected } from "../case/cases.js";
import type { SelectOptions } from "../options.js";
import { SelectLoop } from "./loop.js";

/** A select that is waited on again and again, by one task at a time. Leaving a `for await` over it closes it. */
export interface SelectEach<C extends Cases> extends Source<Selected<C>>, AsyncIterable<Selected<C>>, Disposable {
  /**
   * Gives the case `name` another source, or disables it (`false`); a new name adds a case. It takes effect at once, also for
   * a wait in progress. With `biased`, the names that were written first keep their order, and new ones come after them.
   * A source that completes once and for all (a oneshot, a task, a promise, a signal, a time) is ready in every round from
   * then on: disable it. A send carries one message: set the next.
   */
  set<K extends keyof C & string>(name: K, given: C[K] | false): void;
  /** Leaves every source, once. Present and future waits on the loop fail with `ClosedError`; iteration ends. */
  close(): void;
}

/**
 * Makes a select to be waited on again and again, with `yield*` in a loop or with `for await`. It stays subscribed to its
 * sources between rounds, so a round costs the same with two sources and with a thousand. A value that comes while the loop
 * is not waited on stays with its source. Close it at the end (`using` does). Cases, fairness and failures are as in
 * {@link select}; unlike there, all cases may be disabled, and enabled later. A second task that waits at the same time
 * fails with `ERR_MAILSLOT_ARGUMENT`.
 *
 * @example
 * ```ts
 * import { channel, go } from "@mailslot/core";
 * import { selectEach } from "@mailslot/select";
 *
 * const [orders, quit] = [channel<string>(), new AbortController()];
 * const kitchen = go(function* cook() {
 *   const events = selectEach({ order: orders, quit: quit.signal }, { biased: true });
 *   for (let event = yield* events; event.case === "order"; event = yield* events) console.log(event.value); // soup
 *   events.close();
 * });
 * orders.send("soup");
 * setTimeout(() => quit.abort(), 20);
 * await kitchen;
 * ```
 */
export function selectEach<const C extends Cases>(
  cases: C,
  options: Omit<SelectOptions, "otherwise"> = {},
): SelectEach<C> {
  checkOptions("selectEach()", options);
  checkCases(cases);
  return new SelectLoop(cases, options);
}
