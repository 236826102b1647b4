/** What of OpenTelemetry there is to use: a tracer and a meter, if a program has an SDK; without one there is none. */
import { createNoopMeter, type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";

const NAME = "@mailslot/otel";

/** A tracer and a meter; null for what nobody would hear. */
export interface Sdk {
  readonly tracer: Tracer | null;
  readonly meter: Meter | null;
}

/** Looks whether an SDK is registered; what is given is taken for one. */
export function findSdk(given: { readonly tracer: Tracer | undefined; readonly meter: Meter | undefined }): Sdk {
  return { tracer: given.tracer ?? globalTracer(), meter: given.meter ?? globalMeter() };
}

/** What the API gives before an SDK is registered stands for none. */
function globalTracer(): Tracer | null {
  const provider = trace.getTracerProvider() as ReturnType<typeof trace.getTracerProvider> & {
    getDelegateTracer?(name: string, version: string): Tracer | undefined;
  };
  if (provider.getDelegateTracer === undefined) return provider.getTracer(NAME, VERSION);
  return provider.getDelegateTracer(NAME, VERSION) ?? null;
}

function globalMeter(): Meter | null {
  const meter = metrics.getMeter(NAME, VERSION);
  return meter === createNoopMeter() ? null : meter;
}
