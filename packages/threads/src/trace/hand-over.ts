/** The part of a worker in a trace of all threads: it begins when the calling thread says so, and hands over what it has kept. */

import type { MessagePort } from "node:worker_threads";
import type { TraceEvent } from "@mailslot/core";
import { policy } from "../policy.js";
import type { TracedJob } from "./job-trace.js";
import { type Kept, ThreadTrace } from "./thread-trace.js";

/** What a worker says to the calling thread, through the port that has come with the order. */
export type TraceReport =
  | { readonly kind: "begun" }
  | { readonly kind: "part"; readonly events: readonly TraceEvent[]; readonly jobs: readonly TracedJob[] }
  | ({ readonly kind: "last" } & Pick<Kept, "lost" | "origin">);

/** Begins a trace of this worker, which ends with the first message on the port, or with the port. */
export function traceFor(port: MessagePort, capacity: number): void {
  const trace = new ThreadTrace(capacity);
  const say = (report: TraceReport): void => port.postMessage(report);
  port.on("message", () => {
    trace.stop();
    void handOver(trace.take(), say);
  });
  port.on("close", () => trace.stop());
  say({ kind: "begun" });
}

/** In parts, between which the worker goes on with its work. */
async function handOver({ events, jobs, lost, origin }: Kept, say: (report: TraceReport) => void): Promise<void> {
  const most = Math.max(events.length, jobs.length);
  for (let n = 0; n < most; n += policy.tracePart) {
    const end = n + policy.tracePart;
    say({ kind: "part", events: events.slice(n, end), jobs: jobs.slice(n, end) });
    await new Promise((then) => setImmediate(then));
  }
  say({ kind: "last", lost, origin });
}
