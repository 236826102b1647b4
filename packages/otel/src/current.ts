/** The tracer of this thread, for the bodies of jobs, which nobody hands one. */
import type { Tracer } from "@opentelemetry/api";

const tracers: Set<Tracer> = new Set();

/** Returns the tracer that was given last and not taken back; null without one. */
export function currentTracer(): Tracer | null {
  return [...tracers].at(-1) ?? null;
}

/** Gives this thread a tracer; returns what takes it back. */
export function giveTracer(tracer: Tracer): () => void {
  tracers.add(tracer);
  return () => tracers.delete(tracer);
}
