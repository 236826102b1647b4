/** Traces of all threads: the calling thread begins and ends them, and puts together what each thread has kept, on its own clock. */

import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ChromeTrace, TraceEvent, TraceOptions } from "@mailslot/core";
import { checkOptions } from "@mailslot/core/engine";
import type { Order } from "../link/orders.js";
import { policy } from "../policy.js";
import { chromeTraceOf } from "./chrome-trace.js";
import type { TracedJob } from "./job-trace.js";
import { type Kept, ThreadTrace } from "./thread-trace.js";
import { WorkerTrace } from "./worker-trace.js";

/** A recording of all threads. */
export interface ThreadsTrace {
  /**
   * Stops recording, and collects what each thread has kept. A worker that is stuck does not hold it up for longer than a second: it is among the
   * `missing`. When the recording has been stopped before, also by another or by `close`, gives what that has collected. Never fails.
   */
  stop(): Promise<TracedThreads>;
}

/** What the threads have recorded. */
export interface TracedThreads {
  /** The threads, in the order of their numbers. A worker and the one that has taken its place after its death have one number. */
  readonly threads: readonly TracedThread[];
  /** Workers of which nothing has come, in the order of their numbers. */
  readonly missing: readonly MissingThread[];
  /**
   * Makes one file of it for chrome://tracing and Perfetto, as `toChromeTrace` of core does of one thread: each thread is a process with its
   * name, and the jobs that no task runs have a track there. Write it with `JSON.stringify`.
   */
  toChromeTrace(): ChromeTrace;
}

/** What one thread has recorded. */
export interface TracedThread {
  /** Its number, as in `counters`. */
  readonly thread: number;
  /** `worker 0`, or `calling thread`. */
  readonly name: string;
  /**
   * What its schedulers did, and the messages of its actors, as in `startActorTrace`; `at` is by the clock of the calling thread, `performance.now()`.
   * The numbers of tasks and messages are of this thread alone.
   */
  readonly events: readonly TraceEvent[];
  /** The plain jobs that it has run, in the order in which they have begun. */
  readonly jobs: readonly TracedJob[];
  /** How many older events and jobs were overwritten. */
  readonly lost: number;
}

/** A worker of which nothing has come. */
export interface MissingThread {
  /** Its number. */
  readonly thread: number;
  /** `died`: it has ended before it could hand over what it had recorded; `silent`: it has not answered, as one that is stuck. */
  readonly why: "died" | "silent";
}

/** What a trace needs of the mesh. */
interface Workers {
  /** Those that have started. */
  readonly numbers: Iterable<number>;
  /** Called when another has started. */
  onJoin: (worker: number) => void;
  order(worker: number, order: Order): void;
}

/** The traces of one pool, of which one runs at most. */
export class Tracing {
  private readonly workers: Workers;
  /** The number of the calling thread. */
  private readonly caller: number;
  private current: RunningTrace | null;

  constructor(workers: Workers, caller: number) {
    this.workers = workers;
    this.caller = caller;
    this.current = null;
    workers.onJoin = (worker) => {
      if (this.current?.isOver === false) this.include(this.current, worker);
    };
  }

  /** Begins one in place of the one that runs; fails with `ERR_MAILSLOT_ARGUMENT`, and then leaves that alone. */
  async start(options: TraceOptions): Promise<ThreadsTrace> {
    checkOptions("trace", options);
    const { capacity = policy.traced } = options;
    const trace = new RunningTrace(this.caller, capacity);
    void this.current?.stop();
    this.current = trace;
    for (const worker of this.workers.numbers) this.include(trace, worker);
    await trace.begun();
    return { stop: () => this.end(trace) };
  }

  /** Ends the one that runs, and has what it has recorded. */
  async close(): Promise<void> {
    await this.current?.stop();
  }

  private async end(trace: RunningTrace): Promise<TracedThreads> {
    const recorded = await trace.stop();
    if (this.current === trace) this.current = null; // what it holds is large
    return recorded;
  }

  private include(trace: RunningTrace, worker: number): void {
    const { port1, port2: port } = new MessageChannel();
    trace.include(worker, port1);
    this.workers.order(worker, { kind: "trace", capacity: trace.capacity, port });
  }
}

class RunningTrace {
  readonly capacity: number;
  private readonly caller: number;
  private readonly own: ThreadTrace;
  private readonly workers: WorkerTrace[];
  private stopping: Promise<TracedThreads> | null;

  constructor(caller: number, capacity: number) {
    this.capacity = capacity;
    this.caller = caller;
    this.own = new ThreadTrace(capacity);
    this.workers = [];
    this.stopping = null;
  }

  get isOver(): boolean {
    return this.stopping !== null;
  }

  include(worker: number, port: MessagePort): void {
    this.workers.push(new WorkerTrace(worker, port));
  }

  /** Completes when every worker has begun, but for those that are stuck: these begin when they go on. */
  async begun(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const within = new Promise<void>((resolve) => {
      late = setTimeout(resolve, policy.traceWithin);
    });
    await Promise.race([within, Promise.all(this.workers.map(({ begun }) => begun))]);
    clearTimeout(late);
  }

  stop(): Promise<TracedThreads> {
    this.stopping ??= this.collect();
    return this.stopping;
  }

  private async collect(): Promise<TracedThreads> {
    this.own.stop();
    for (const worker of this.workers) worker.stop();
    const own = this.own.take();
    const threads: TracedThread[] = [tracedThread(this.caller, "calling thread", own, own)];
    const missing: MissingThread[] = [];
    for (const { thread, result } of this.workers) {
      const kept = await result;
      if (typeof kept === "string") missing.push({ thread, why: kept });
      else threads.push(tracedThread(thread, `worker ${thread}`, kept, own));
    }
    threads.sort(byNumber);
    missing.sort(byNumber);
    return { threads, missing, toChromeTrace: () => chromeTraceOf(threads) };
  }
}

/** By the clock of the thread that has collected it. */
function tracedThread(thread: number, name: string, kept: Kept, own: Kept): TracedThread {
  const { lost } = kept;
  const ahead = kept.origin - own.origin;
  const events = kept.events.map((event) => ({ ...event, at: event.at + ahead }));
  const jobs = kept.jobs.map((job) => ({ name: job.name, at: job.at + ahead, end: job.end + ahead }));
  return { thread, name, events, jobs, lost };
}

function byNumber(one: { readonly thread: number }, other: { readonly thread: number }): number {
  return one.thread - other.thread;
}
