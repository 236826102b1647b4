/**
 * The service under OpenTelemetry: metrics for Prometheus to fetch, on 127.0.0.1 and the port that OTEL_EXPORTER_PROMETHEUS_PORT
 * says, else 9464; spans to the collector at OTEL_EXPORTER_OTLP_ENDPOINT, if there is one.
 */
import { type Instrumentation, instrument } from "@mailslot/otel";
import { supervisionReports } from "@mailslot/supervision";
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Handler } from "./service.js";

/** The service's telemetry, until it ends. */
export interface Telemetry {
  /** Wraps a handler of requests in spans. */
  handled(handler: Handler): Handler;
  /** Sends what has not been sent. */
  end(): Promise<void>;
}

/** A loaded service has more spans than the queue of the SDK holds by default: they would be dropped. */
const QUEUE = { maxQueueSize: 200_000, maxExportBatchSize: 2_000, scheduledDelayMillis: 200 };

/** Starts the SDK, as a program of its own would, and then traces and measures the actors. */
export async function startTelemetry(): Promise<Telemetry> {
  const port = Number(process.env.OTEL_EXPORTER_PROMETHEUS_PORT ?? 9464);
  const prometheus = new PrometheusExporter({ host: "127.0.0.1", port, preventServerStart: true });
  await prometheus.startServer();
  const hasCollector = process.env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
  const spanProcessors = hasCollector ? [new BatchSpanProcessor(new OTLPTraceExporter(), QUEUE)] : [];
  const tracers = new BasicTracerProvider({ spanProcessors });
  const meters = new MeterProvider({ readers: [prometheus] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  const telemetry: Instrumentation = instrument({ reports: supervisionReports });
  console.log(`metrics on ${port}`);
  return {
    handled: (handler) => telemetry.http(handler, { route: () => "/:n" }),
    async end() {
      telemetry[Symbol.dispose]();
      await tracers.shutdown();
      await meters.shutdown();
    },
  };
}
