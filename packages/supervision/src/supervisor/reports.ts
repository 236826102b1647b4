/** Reports: what supervisors did, as it happens. */
import type { ExitReason } from "@mailslot/actor";
import { Feed } from "@mailslot/actor/engine";
import type { BroadcastReceiver } from "@mailslot/core";
import type { Startable } from "../child/child-spec.js";
import { nameOf } from "../linkable.js";
import type { ChildType } from "./child-info.js";

/** One thing that happened in a supervisor. */
export interface SupervisionReport {
  /** A child has ended, was restarted, or did not start; or the supervisor gave up, because of that child. */
  readonly event: "ended" | "restarted" | "did not start" | "gave up";
  /** The name of the supervisor. */
  readonly supervisor: string;
  /** The id of the child. */
  readonly child: string;
  /** The name of what has ended, or of the incarnation that runs now; null when the child has neither. */
  readonly name: string | null;
  /** What the child is, or was when it ran last. */
  readonly type: ChildType;
  /** Why the child ended, or did not start; of `"gave up"`, the error with which the supervisor ends. */
  readonly reason: ExitReason;
}

const reports = new Feed<SupervisionReport>();

/**
 * Subscribes to what the supervisors of this thread do from now on. A receiver that falls behind by 1,024 reports misses
 * the oldest.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, stop } from "@mailslot/actor";
 * import { supervisionReports, supervisor } from "@mailslot/supervision";
 *
 * const Worker = defineActor("worker", {
 *   state: () => ({ done: 0 }),
 *   receive: { work: (ctx) => ++ctx.state.done },
 * });
 * const reports = supervisionReports();
 * await using tree = await supervisor({ children: [{ id: "worker", start: () => spawn(Worker) }] });
 * stop(tree.child("worker"));
 * const { event, child } = await reports.recv();
 * console.log(event, child); // ended worker
 * ```
 */
export function supervisionReports(): BroadcastReceiver<SupervisionReport> {
  return reports.subscribe();
}

export function report(
  supervisor: { readonly name: string },
  event: SupervisionReport["event"],
  child: { readonly id: string; readonly type: ChildType; readonly running: Startable | null },
  reason: ExitReason,
): void {
  if (!reports.isHeard) return;
  const { id, type, running } = child;
  reports.send({ event, supervisor: supervisor.name, child: id, name: running && nameOf(running), type, reason });
}
