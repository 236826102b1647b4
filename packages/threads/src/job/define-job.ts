/** How jobs are made. */

import { badArgument } from "@mailslot/core/engine";
import { registerWorker } from "../worker/registration.js";
import { brand, type Job, type JobBody, rememberBody } from "./job.js";

/**
 * Names a function, so that it can run on any thread: export what this returns from an entry module of {@link startThreads}. Fails
 * with `ERR_MAILSLOT_ARGUMENT` if the name is empty, or `body` is not a function.
 *
 * The body gets copies of the arguments, and the caller a copy of what it returns, of whatever structured clone takes.
 *
 * @example
 * ```ts
 * import { defineJob } from "@mailslot/threads";
 *
 * export const fib = defineJob("fib", (n: number): number => (n < 2 ? n : fib.body(n - 1) + fib.body(n - 2)));
 * console.log(fib.name, fib.body(10)); // fib 55
 * ```
 */
export function defineJob<A extends readonly unknown[], R>(name: string, body: JobBody<A, R>): Job<A, R> {
  if (typeof name !== "string" || name === "")
    throw badArgument("the name of a job", name, "a string that is not empty");
  if (typeof body !== "function") throw badArgument(`the body of job "${name}"`, body, "a function");
  registerWorker();
  const job: Job<A, R> = { name, body };
  Object.defineProperty(job, brand, { value: true });
  rememberBody(job as never);
  return Object.freeze(job);
}
