/** Metrics that are looked at when somebody reads them, and cost nothing until then. */
import type { Attributes, BatchObservableResult, Meter, Observable } from "@opentelemetry/api";

/** One kind of number, and what it is now. */
export interface Reading {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** Whether it only grows, or goes up and down, or is one value of its own that no sum makes sense of. */
  readonly kind: "counter" | "sum" | "gauge";
}

/** What is looked at together: each `observe` names a reading by its place. */
export interface Reader {
  readonly readings: readonly Reading[];
  read(observe: (reading: number, value: number, attributes?: Attributes) => void): void;
}

/** Has a reader asked whenever metrics are read; returns what ends that. */
export function observeMetrics(meter: Meter, { readings, read }: Reader): () => void {
  const observables = readings.map((reading) => instrument(meter, reading));
  const look = (result: BatchObservableResult): void => {
    read((reading, value, attributes) => result.observe(observables[reading] as Observable, value, attributes));
  };
  meter.addBatchObservableCallback(look, observables);
  return () => meter.removeBatchObservableCallback(look, observables);
}

function instrument(meter: Meter, { name, kind, ...options }: Reading): Observable {
  if (kind === "counter") return meter.createObservableCounter(name, options);
  return kind === "sum"
    ? meter.createObservableUpDownCounter(name, options)
    : meter.createObservableGauge(name, options);
}
