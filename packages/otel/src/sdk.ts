/** What of OpenTelemetry there is to use: a tracer and a meter, if a program has an SDK; without one there is none. */
import {
  createNoopMeter,
  type Meter,
  metrics,
  ProxyTracer,
  ProxyTracerProvider,
  type Tracer,
  trace,
} from "@opentelemetry/api";

const NAME = "@mailslot/otel";

/** A tracer and a meter; null for what nobody would hear. */
export interface Sdk {
  readonly tracer: Tracer | null;
  readonly meter: Meter | null;
}

/** Looks whether an SDK is registered. What the API gives until then stands for none, also when it is given by hand. */
export function findSdk(given: { readonly tracer: Tracer | undefined; readonly meter: Meter | undefined }): Sdk {
  const meter = given.meter ?? metrics.getMeter(NAME, VERSION);
  return {
    tracer: working(given.tracer ?? trace.getTracer(NAME, VERSION)),
    meter: meter === createNoopMeter() ? null : meter,
  };
}

/** A tracer that stands for that of an SDK to come. */
interface Standing {
  /** What does the work; private in the API, so it may not be there. */
  _getTracer?(): Tracer;
}

/** Returns the tracer that does the work of `tracer`; null if none of its spans would tell anything. */
function working(tracer: Tracer): Tracer | null {
  const own = tracer instanceof ProxyTracer ? ((tracer as unknown as Standing)._getTracer?.() ?? tracer) : tracer;
  return Object.getPrototypeOf(own) === SILENT ? null : own;
}

/** The prototype of the API's own tracers, which are not exported. */
const SILENT: unknown = Object.getPrototypeOf(new ProxyTracerProvider().getDelegate().getTracer(NAME));
