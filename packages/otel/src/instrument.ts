/**
 * Puts a program under OpenTelemetry, and takes it out again.
 *
 * Invariants: whatever is installed has its undoing in `undo`; a timer runs exactly while it has not ended and lacks a tracer or a
 * meter.
 */
import { watchMessages } from "@mailslot/actor";
import { type BroadcastReceiver, defaultScheduler, type Scheduler } from "@mailslot/core";
import { badArgument, checkFunction, checkKind, checkOptions, original } from "@mailslot/core/engine";
import type { Meter, Tracer } from "@opentelemetry/api";
import { carryContexts } from "./carrier.js";
import { giveTracer } from "./current.js";
import { actorMetrics } from "./metric/actor-metrics.js";
import { Durations } from "./metric/durations.js";
import { observeMetrics } from "./metric/observed.js";
import { schedulerMetrics } from "./metric/scheduler-metrics.js";
import { countReports, type Report } from "./metric/supervision-metrics.js";
import { threadMetrics } from "./metric/thread-metrics.js";
import { findSdk } from "./sdk.js";
import { type HttpTraceOptions, handleTraced, type TracedExchange } from "./span/http-spans.js";
import { type TracedThreads, tracedThreads } from "./span/job-spans.js";
import { MessageSpans } from "./span/message-spans.js";

/** What to trace and to measure, and with what. */
export interface InstrumentOptions {
  /** What makes spans. One whose spans tell nothing counts as none. Default: that of the SDK that is registered; none as long as none is. */
  readonly tracer?: Tracer;
  /** What makes metrics. Default: that of the SDK that is registered; none as long as none is. */
  readonly meter?: Meter;
  /** The scheduler whose tasks carry contexts, and which is measured. Default: the default one. */
  readonly scheduler?: Scheduler;
  /**
   * Whether the span of the handler of a tell begins a trace of its own, linked to the tell, or is a child of the tell, in the same trace. Default:
   * `"link"`, since many tells may lead to one another without end.
   */
  readonly tells?: "link" | "child";
  /** Gives what supervisors report, to count restarts: `supervisionReports` of `@mailslot/supervision`. Default: none. */
  readonly reports?: () => BroadcastReceiver<Report>;
}

/** A program under OpenTelemetry, until it is disposed of. */
export interface Instrumentation extends Disposable {
  /** Whether there is something to trace with. */
  readonly traces: boolean;
  /** Whether there is something to measure with. */
  readonly measures: boolean;
  /**
   * Returns a handler for `server.serve` of `@mailslot/io` that handles each request in a span, which belongs to the trace that the
   * request's headers name. The span ends when the answer is sent, or its client has gone.
   */
  http<E extends TracedExchange>(
    handler: (exchange: E) => unknown,
    options?: HttpTraceOptions<E>,
  ): (exchange: E) => unknown;
  /**
   * Returns threads of `@mailslot/threads` whose `run` and `runWith` have a span for each job, and counts what the workers do. For a
   * span where the job runs, and its context there, see {@link withContext}.
   */
  threads<T extends TracedThreads>(threads: T): T;
}

/** How often to look whether an SDK has been registered since. */
const LOOK_AGAIN = 1_000;

/**
 * Makes spans of asks, tells and their handlers, with contexts that go with messages, and metrics of actors and schedulers, from now until it is disposed of. Call
 * it once, when the SDK has been registered: without one it costs nothing, and looks once a second whether there is one. Spans of messages
 * that are under way when it is disposed of end then. Throws `ERR_MAILSLOT_ARGUMENT` for wrong options.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { instrument } from "@mailslot/otel";
 * import { trace } from "@opentelemetry/api";
 * import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
 * import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
 *
 * const exporter = new InMemorySpanExporter();
 * trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
 * const telemetry = instrument();
 * const worker = spawn(defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } }));
 * await worker.ask.square(3);
 * console.log(exporter.getFinishedSpans().map((span) => span.name).join()); // worker/square,worker/square
 * telemetry[Symbol.dispose]();
 * ```
 */
export function instrument(options: InstrumentOptions = {}): Instrumentation {
  checkOptions("instrument()", options);
  const { tracer, meter, scheduler = defaultScheduler(), tells = "link", reports } = options;
  if (tracer !== undefined) checkKind("the tracer given to instrument()", tracer, "startSpan", "a tracer");
  if (meter !== undefined) checkKind("the meter given to instrument()", meter, "createHistogram", "a meter");
  checkKind("the scheduler given to instrument()", scheduler, "io", "a scheduler");
  if (tells !== "link" && tells !== "child") throw badArgument("tells", tells, '"link" or "child"');
  if (reports !== undefined) checkFunction("the reports given to instrument()", reports);
  return new Telemetry({ tracer, meter, scheduler, tells, reports });
}

interface Given {
  readonly tracer: Tracer | undefined;
  readonly meter: Meter | undefined;
  readonly scheduler: Scheduler;
  readonly tells: "link" | "child";
  readonly reports: (() => BroadcastReceiver<Report>) | undefined;
}

interface Timer {
  unref?(): void;
}

class Telemetry implements Instrumentation {
  private readonly given: Given;
  private readonly undo: (() => void)[];
  tracer: Tracer | null;
  private meter: Meter | null;
  durations: Durations | null;
  /** Threads whose metrics are to be observed as soon as there is a meter. */
  private readonly counted: TracedThreads[];
  private isWatching: boolean;
  private timer: Timer | null;
  private isOver: boolean;
  readonly now: () => number;
  readonly tells: "link" | "child";

  constructor(given: Given) {
    const { loop } = given.scheduler;
    this.given = given;
    this.undo = [];
    this.tracer = null;
    this.meter = null;
    this.durations = null;
    this.counted = [];
    this.isWatching = false;
    this.timer = null;
    this.isOver = false;
    this.now = () => loop.now();
    this.tells = given.tells;
    this.look();
  }

  get traces(): boolean {
    return this.tracer !== null;
  }

  get measures(): boolean {
    return this.meter !== null;
  }

  http<E extends TracedExchange>(
    handler: (exchange: E) => unknown,
    options: HttpTraceOptions<E> = {},
  ): (exchange: E) => unknown {
    checkFunction("the handler given to http()", handler);
    checkOptions("http()", options);
    const { route } = options;
    if (route !== undefined) checkFunction("the route given to http()", route);
    const handle = (exchange: E): unknown => {
      const { tracer, durations, now } = this;
      if (tracer === null && durations === null) return handler(exchange);
      return handleTraced({ tracer, durations, now }, handler, exchange, route?.(exchange)); // user code runs here
    };
    Object.defineProperty(handle, "name", { value: handler.name });
    return handle;
  }

  threads<T extends TracedThreads>(threads: T): T {
    checkKind("the threads given to threads()", threads, "runWith", "what startThreads() gave");
    if (this.meter === null) this.counted.push(threads);
    else this.undo.push(observeMetrics(this.meter, threadMetrics(threads)));
    return tracedThreads(threads, () => this.tracer);
  }

  [Symbol.dispose](): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.timer !== null) original<(timer: Timer) => void>("clearTimeout")(this.timer);
    for (const undo of this.undo.splice(0).toReversed()) undo();
    this.timer = this.tracer = this.meter = this.durations = null;
  }

  /** Looks what there is to trace and to measure with, and takes it into use. */
  private look(): void {
    this.timer = null;
    const { tracer, meter } = findSdk(this.given);
    if (this.tracer === null && tracer !== null) this.beginTraces(tracer);
    if (this.meter === null && meter !== null) this.beginMetrics(meter);
    if (this.tracer !== null || this.meter !== null) this.watch();
    if (this.tracer === null || this.meter === null) this.lookAgain();
  }

  private lookAgain(): void {
    const setTimeout = original<(callback: () => void, ms: number) => Timer>("setTimeout");
    this.timer = setTimeout(() => this.look(), LOOK_AGAIN);
    this.timer.unref?.();
  }

  private beginTraces(tracer: Tracer): void {
    this.tracer = tracer;
    this.undo.push(carryContexts(this.given.scheduler), giveTracer(tracer));
  }

  private beginMetrics(meter: Meter): void {
    const { scheduler, reports } = this.given;
    this.meter = meter;
    this.durations = new Durations(meter);
    this.undo.push(observeMetrics(meter, actorMetrics(scheduler)), observeMetrics(meter, schedulerMetrics(scheduler)));
    for (const threads of this.counted.splice(0)) this.undo.push(observeMetrics(meter, threadMetrics(threads)));
    if (reports !== undefined) this.undo.push(countReports(meter, scheduler, reports)); // user code runs here
  }

  private watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    const spans = new MessageSpans(this);
    const watching = watchMessages(spans);
    this.undo.push(() => {
      watching[Symbol.dispose]();
      spans.close();
    });
  }
}
