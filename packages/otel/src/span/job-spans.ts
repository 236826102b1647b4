/**
 * The spans of jobs of `@mailslot/threads`: one where a job is made, and, if its body was given to `withContext`, one where it runs. The
 * context goes with the arguments, as the last of them.
 */
import { type Context, context, propagation, type Span, SpanKind, type Tracer, trace } from "@opentelemetry/api";
import { runBody } from "../carrier.js";
import { currentTracer } from "../current.js";
import { fail } from "../failure.js";
import type { CountedThreads } from "../metric/thread-metrics.js";

/** What of a job is looked at. */
interface TracedJob {
  readonly name: string;
  readonly body: unknown;
}

/** What carries a context from thread to thread, as an argument. */
interface Crossing {
  readonly [CROSSING]: string;
  readonly headers: Record<string, string>;
}

const CROSSING = "mailslot.telemetry";
/** A body may be there twice, in a bundle for the program and as an entry: what marks it is the same. */
const TAKES_CONTEXT: unique symbol = Symbol.for("@mailslot/otel takes context") as never;

/**
 * Returns a body of a job that runs in the context of whoever has made the job, and has a span of its own, if the program of
 * its thread has called {@link instrument}. Elsewhere, and called by itself, it is as `body`.
 *
 * @example
 * ```ts
 * import { withContext } from "@mailslot/otel";
 * import { defineJob } from "@mailslot/threads";
 *
 * export const square = defineJob("square", withContext((n: number) => n * n));
 * console.log(square.body(3)); // 9
 * ```
 */
export function withContext<A extends readonly unknown[], R>(body: (...args: A) => R): (...args: A) => R {
  const taking = (...args: A): R => {
    const last: unknown = args.at(-1);
    if (!isCrossing(last)) return body(...args);
    const given = args.slice(0, -1) as unknown as A;
    const tracer = currentTracer();
    const from = propagation.extract(context.active(), last.headers);
    if (tracer === null) return context.with(from, () => body(...given));
    const span = tracer.startSpan(
      spanName(last[CROSSING]),
      { kind: SpanKind.SERVER, attributes: attributesOf(last[CROSSING]) },
      from,
    );
    return runBody(trace.setSpan(from, span), () => body(...given), endOf(span)) as R;
  };
  return Object.assign(taking, { [TAKES_CONTEXT]: true as const });
}

/** What of threads of `@mailslot/threads` is used. */
export interface TracedThreads extends CountedThreads {
  /** Runs a job on whichever worker is idle first. */
  run(job: never, ...args: never[]): Promise<unknown>;
  /** Runs a job with options. */
  runWith(options: never, job: never, ...args: never[]): Promise<unknown>;
}

/** Returns the same threads, whose jobs have spans as long as there is a tracer. */
export function tracedThreads<T extends TracedThreads>(threads: T, tracer: () => Tracer | null): T {
  const run = (job: TracedJob, ...args: unknown[]) =>
    runTraced(tracer(), job, args, (all) => threads.run(job as never, ...(all as never[])));
  const runWith = (options: object, job: TracedJob, ...args: unknown[]) =>
    runTraced(tracer(), job, args, (all) => threads.runWith(options as never, job as never, ...(all as never[])));
  return new Proxy(threads, {
    get(target, name) {
      if (name === "run") return run;
      if (name === "runWith") return runWith;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** Makes a job with `make`, and ends its span with the promise. */
async function runTraced(
  tracer: Tracer | null,
  job: TracedJob,
  args: readonly unknown[],
  make: (args: readonly unknown[]) => Promise<unknown>,
): Promise<unknown> {
  if (tracer === null) return make(args);
  const before = context.active();
  const attributes = attributesOf(job.name);
  const span = tracer.startSpan(spanName(job.name), { kind: SpanKind.CLIENT, attributes }, before);
  const active = trace.setSpan(before, span);
  const end = endOf(span);
  try {
    const all = takesContext(job) ? [...args, crossing(job.name, active)] : args;
    const result = await context.with(active, () => make(all));
    end.completed();
    return result;
  } catch (error) {
    end.failed(error);
    throw error;
  }
}

function takesContext({ body }: TracedJob): boolean {
  return typeof body === "function" && (body as { [TAKES_CONTEXT]?: true })[TAKES_CONTEXT] === true;
}

function crossing(name: string, active: Context): Crossing {
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  return { [CROSSING]: name, headers };
}

function isCrossing(value: unknown): value is Crossing {
  return typeof value === "object" && value !== null && Object.hasOwn(value, CROSSING);
}

const spanName = (job: string): string => `job ${job}`;
const attributesOf = (job: string) => ({ "rpc.system.name": "mailslot", "rpc.method": `job/${job}` });

function endOf(span: Span): { completed(): void; failed(error: unknown): void } {
  return {
    completed: () => span.end(),
    failed(error) {
      fail(span, error);
      span.end();
    },
  };
}
