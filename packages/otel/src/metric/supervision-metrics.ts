/** Counts what supervisors report. */

import { type BroadcastReceiver, LaggedError, type Scheduler } from "@mailslot/core";
import type { Counter, Meter } from "@opentelemetry/api";

/** What of a report of `@mailslot/supervision` is looked at. */
export interface Report {
  /** What has happened: `"restarted"`, `"gave up"` and others. */
  readonly event: string;
  /** The name of the supervisor. */
  readonly supervisor: string;
}

/** Counts reports from now on, in a task; returns what ends it. */
export function countReports(meter: Meter, scheduler: Scheduler, reports: () => BroadcastReceiver<Report>): () => void {
  const receiver = reports();
  const restarts = meter.createCounter("mailslot.supervisor.restarts", {
    description: "Children that supervisors have restarted",
    unit: "{restart}",
  });
  const failures = meter.createCounter("mailslot.supervisor.failures", {
    description: "Starts of children that failed, and supervisors that gave up",
    unit: "{failure}",
  });
  const task = scheduler.go(
    function* countReports() {
      for (;;) {
        try {
          count(yield* receiver.recv());
        } catch (error) {
          if (!(error instanceof LaggedError)) throw error;
        }
      }
    },
    { name: "telemetry of supervisors" },
  );
  const count = ({ event, supervisor }: Report): void => {
    const attributes = { "mailslot.supervisor.name": supervisor };
    if (event === "restarted") restarts.add(1, attributes);
    else if (event !== "ended") (failures as Counter).add(1, { ...attributes, "mailslot.supervisor.event": event });
  };
  return () => {
    task.cancel();
    receiver.unsubscribe();
  };
}
