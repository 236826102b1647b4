/** The SDK of OpenTelemetry as a program has it, with an exporter that keeps the spans. */
import {
  type Attributes,
  context,
  propagation,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

/** A span that has ended, as tests compare it. */
export interface Ended {
  readonly name: string;
  readonly kind: string;
  readonly id: string;
  readonly trace: string;
  /** The id of its parent; undefined at the root of a trace. */
  readonly parent: string | undefined;
  readonly links: readonly SpanContext[];
  readonly failed: boolean;
  readonly attributes: Attributes;
  readonly events: readonly string[];
}

/** Registers context, propagation and a tracer of the SDK, for good. */
export function startSdk(): { readonly spans: () => Ended[]; readonly reset: () => void } {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  return {
    spans: () =>
      exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        kind: SpanKind[span.kind],
        id: span.spanContext().spanId,
        trace: span.spanContext().traceId,
        parent: span.parentSpanContext?.spanId,
        links: span.links.map((link) => link.context),
        failed: span.status.code === SpanStatusCode.ERROR,
        attributes: span.attributes,
        events: span.events.map((event) => event.name),
      })),
    reset: () => exporter.reset(),
  };
}

/** Draws spans as a tree: each line a span below its parent, in the order in which they ended. */
export function drawn(spans: readonly Ended[], parent?: string, indent = ""): string[] {
  const isRoot = (span: Ended): boolean => parent === undefined && !spans.some(({ id }) => id === span.parent);
  return spans
    .filter((span) => (parent === undefined ? isRoot(span) : span.parent === parent))
    .flatMap((span) => [
      `${indent}${span.kind} ${span.name}${span.failed ? " failed" : ""}`,
      ...drawn(spans, span.id, `${indent}  `),
    ]);
}
