/** Jobs: functions that every thread knows by their names. */
import { isReadable } from "@mailslot/core/engine";

/** The body of a job: a plain function, an async function, or a generator function, whose steps run as a task. */
export type JobBody<A extends readonly unknown[], R> = (...args: A) => R;

/** A function that any thread can run: see {@link defineJob}. */
export interface Job<A extends readonly unknown[] = readonly unknown[], R = unknown> {
  /** What it is known by on every thread. */
  readonly name: string;
  /** The function itself, to be called on this thread. */
  readonly body: JobBody<A, R>;
}

/** What a job gives: what its body returns, or what its promise or its steps complete with. */
export type JobResult<R> = R extends Generator<unknown, infer T, unknown> ? T : Awaited<R>;

export const brand: unique symbol = Symbol.for("@mailslot/job") as never;

/** Tells whether a value is a job, made by this copy of the package or another. */
export function isJob(value: unknown): value is Job {
  return isReadable(value) && Object.hasOwn(value, brand);
}

const jobs: WeakMap<object, Job> = new WeakMap();

/** Remembers of which job a function is the body. */
export function rememberBody(job: Job<never, unknown>): void {
  jobs.set(job.body, job as unknown as Job);
}

/** Returns the job whose body a function is. */
export function jobOf(body: object): Job | undefined {
  return jobs.get(body);
}
