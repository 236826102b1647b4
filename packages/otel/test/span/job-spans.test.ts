// runs under Node alone: it starts worker threads
/** The spans of jobs: where they are made, and in the context that has crossed to a worker. */
import { instrument } from "@mailslot/otel";
import { startThreads, type Threads } from "@mailslot/threads";
import { metrics, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawn, type Ended, startSdk } from "../sdk.js";
import { entry, fails, plain, where } from "../work.js";

const jobs = suite("spans of jobs");
const sdk = startSdk();
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
let threads: Threads;
jobs.before(async () => {
  threads = await startThreads({ workers: 1, entry, execArgv: [] });
});
jobs.before.each(() => sdk.reset());
jobs.after(async () => {
  await threads.close();
  await reader.shutdown();
});

jobs("a job has a span where it is made, and runs in its trace on a worker, also after it has waited", async () => {
  using telemetry = instrument();
  const traced = telemetry.threads(threads);
  assert.is(traced.workers, 1);
  const ran = await trace.getTracer("test").startActiveSpan("outer", async (outer) => {
    const result = await traced.run(where, "a");
    outer.end();
    return result;
  });
  assert.is(ran.name, "a");
  assert.is(ran.isMainThread, false);
  assert.equal(drawn(sdk.spans()), ["INTERNAL outer", "  CLIENT job where"]);
  const [made] = sdk.spans() as [Ended];
  assert.is(ran.before.trace, made.trace);
  assert.is.not(ran.before.span, made.id);
  assert.equal(ran.after, ran.before);
});

jobs("a job without withContext gets its own arguments alone", async () => {
  using telemetry = instrument();
  assert.is(await telemetry.threads(threads).run(plain, 1, 2, 3), 3);
  assert.is(await telemetry.threads(threads).runWith({ retry: 1 }, plain, 1), 1);
  assert.equal(drawn(sdk.spans()), ["CLIENT job plain", "CLIENT job plain"]);
});

jobs("a job that fails ends its span with the error", async () => {
  using telemetry = instrument();
  const error = await telemetry
    .threads(threads)
    .run(fails)
    .catch((reason: unknown) => reason);
  assert.match(String(error), "it failed");
  assert.is(sdk.spans()[0]?.failed, true);
  assert.is(sdk.spans()[0]?.attributes["error.type"], "TypeError");
});

jobs("what the workers do is counted", async () => {
  using telemetry = instrument();
  const traced = telemetry.threads(threads);
  await traced.run(plain, 1);
  await reader.forceFlush();
  const all = exporter.getMetrics().flatMap((each) => each.scopeMetrics.flatMap((scope) => scope.metrics));
  const run = all.findLast((each) => each.descriptor.name === "mailslot.thread.jobs");
  assert.ok((run?.dataPoints ?? []).some((point) => (point.value as number) > 0));
});

jobs("with nothing to trace with, threads are as they were", async () => {
  const telemetry = instrument();
  const traced = telemetry.threads(threads);
  telemetry[Symbol.dispose]();
  assert.is((await traced.run(where, "b")).before.span, undefined);
  assert.equal(sdk.spans(), []);
  assert.throws(() => fails.body(), "it failed"); // called by itself, it is the function that it was made of
});

jobs.run();
