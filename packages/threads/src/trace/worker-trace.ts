/**
 * The trace of one worker, as the calling thread sees it. The worker may die, or be stuck and not answer.
 *
 * Invariant: once `result` has its value, the port is closed and no timer runs.
 */

import type { MessagePort } from "node:worker_threads";
import type { TraceEvent } from "@mailslot/core";
import { policy } from "../policy.js";
import type { TraceReport } from "./hand-over.js";
import type { TracedJob } from "./job-trace.js";
import type { Kept } from "./thread-trace.js";

/** Why nothing has come of a worker: it has died, or it was asked and has said nothing for a second, as one that is stuck. */
export type MissingReason = "died" | "silent";

export class WorkerTrace {
  readonly thread: number;
  /** Completes when it has begun, or never will. */
  readonly begun: Promise<void>;
  readonly result: Promise<Kept | MissingReason>;
  private readonly port: MessagePort;
  private readonly events: TraceEvent[];
  private readonly jobs: TracedJob[];
  private begin: () => void;
  private settle: (result: Kept | MissingReason) => void;
  private late: NodeJS.Timeout | null;
  private isOver: boolean;

  /** `port` is where the worker tells of it. */
  constructor(thread: number, port: MessagePort) {
    this.thread = thread;
    this.port = port;
    this.events = [];
    this.jobs = [];
    this.begin = () => {};
    this.settle = () => {};
    this.begun = new Promise((resolve) => {
      this.begin = resolve;
    });
    this.result = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.late = null;
    this.isOver = false;
    port.on("message", (report: TraceReport) => this.take(report));
    // What it has said before is told first.
    port.on("close", () => this.end("died"));
    port.unref(); // a trace does not keep the program alive; that somebody waits for its end does, by the timer
  }

  /** Asks the worker for what it has kept. */
  stop(): void {
    if (this.isOver) return;
    this.port.postMessage(null);
    this.awaitNext();
  }

  private take(report: TraceReport): void {
    if (report.kind === "begun") this.begin();
    else if (report.kind === "part") {
      for (const event of report.events) this.events.push(event);
      for (const job of report.jobs) this.jobs.push(job);
      this.awaitNext();
    } else {
      const { lost, origin } = report;
      this.end({ events: this.events, jobs: this.jobs, lost, origin });
    }
  }

  /** Waits for what the worker says next, and no longer than it may take. */
  private awaitNext(): void {
    if (this.late !== null) clearTimeout(this.late);
    this.late = setTimeout(() => this.end("silent"), policy.traceWithin);
  }

  private end(result: Kept | MissingReason): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.late !== null) clearTimeout(this.late);
    this.port.close();
    this.begin();
    this.settle(result);
  }
}
