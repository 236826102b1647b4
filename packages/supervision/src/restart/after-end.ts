/**
 * What a supervisor does about a child that has ended by itself: the clauses of do_restart in OTP's supervisor.erl, as a
 * table. A child that its supervisor has stopped is not looked up here. See docs/decisions/0322-after-an-end.md.
 */
import { type ExitReason, isOrderly } from "@mailslot/actor";
import type { AutoShutdown, RestartType } from "../child/child-spec.js";

/** What is done: the child runs again, only its spec is kept, or nothing is; and whether the supervisor ends. */
export type AfterEnd =
  | "restart"
  | "keep"
  | "forget"
  | "shut down"
  | "keep, or shut down after the last"
  | "forget, or shut down after the last";

type Row = readonly [RestartType, "orderly" | "failed" | "any", boolean | "any", AutoShutdown | "any", AfterEnd];

/** The first row that fits is the one that counts. */
export const ROWS: readonly Row[] = [
  // restart      its end    significant  auto-shutdown      what the supervisor does
  ["permanent", "any", "any", "any", "restart"],
  ["transient", "failed", "any", "any", "restart"],
  ["transient", "orderly", true, "any-significant", "shut down"],
  ["transient", "orderly", true, "all-significant", "keep, or shut down after the last"],
  ["transient", "orderly", "any", "any", "keep"],
  ["temporary", "any", true, "any-significant", "shut down"],
  ["temporary", "any", true, "all-significant", "forget, or shut down after the last"],
  ["temporary", "any", "any", "any", "forget"],
];

/** Returns what is done after an end for `reason` of a child of type `restart`. */
export function afterEnd(
  restart: RestartType,
  reason: ExitReason,
  significant: boolean,
  autoShutdown: AutoShutdown,
): AfterEnd {
  const end = isOrderly(reason) ? "orderly" : "failed";
  for (const [type, ended, matters, shutdown, then] of ROWS) {
    if (type !== restart || (ended !== "any" && ended !== end)) continue;
    if (matters !== "any" && matters !== significant) continue;
    if (shutdown === "any" || shutdown === autoShutdown) return then;
  }
  return "keep"; // no row is missing
}
