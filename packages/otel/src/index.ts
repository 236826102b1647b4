/** The public names of @mailslot/otel. */

export { type Instrumentation, type InstrumentOptions, instrument } from "./instrument.js";
export type { Report } from "./metric/supervision-metrics.js";
export type { CountedThreads, ThreadCounts } from "./metric/thread-metrics.js";
export type { HttpTraceOptions, TracedExchange } from "./span/http-spans.js";
export { type TracedThreads, withContext } from "./span/job-spans.js";
