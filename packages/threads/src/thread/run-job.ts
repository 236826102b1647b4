/** Runs the body of a job on this thread: plain ones at once, generators and async functions as tasks. */

import { CancelledError, go, type Steps, type Task, type TaskOutcome, watchEnd } from "@mailslot/core";
import { type Carried, isSteps } from "@mailslot/core/engine";
import type { Job } from "../job/job.js";
import { runNamed } from "../watch/running.js";
import { beginIn } from "./job-context.js";

/** What is told of the end of a job. */
export type JobEnd = (completed: boolean, value: unknown) => void;

/**
 * Runs a body in the context in which the job was made. Returns its task, or null if it has ended, or is a plain function whose promise is waited for; `end` is called once,
 * perhaps before this returns.
 */
export function runJob(job: Job, args: readonly unknown[], carried: Carried | null, end: JobEnd): Task | null {
  if (carried === null) return run(job, args, end);
  let task: Task | null = null;
  beginIn(carried, job.name, () => {
    task = run(job, args, end);
  });
  return task;
}

function run(job: Job, args: readonly unknown[], end: JobEnd): Task | null {
  const { body, name } = job;
  if (isAsync(body))
    return watched(
      go(() => body(...args), { name }),
      end,
    );
  let result: unknown;
  try {
    result = runNamed(job, args);
  } catch (error) {
    end(false, error);
    return null;
  }
  if (isGenerator(result)) return watched(go(result, { name }), end);
  if (isThenable(result)) {
    if (result instanceof Promise) result.catch(() => undefined); // it may be rejected before its task has its first tick
    return watched(
      go(() => result, { name }),
      end,
    );
  }
  end(true, result);
  return null;
}

function watched(task: Task, end: JobEnd): Task {
  watchEnd(task, {
    ended(outcome: TaskOutcome<unknown>): boolean {
      if (outcome.status === "completed") end(true, outcome.value);
      else if (outcome.status === "failed") end(false, outcome.error);
      else end(false, new CancelledError(`job ${task.name} was cancelled`, outcome.reason));
      return true;
    },
  });
  return task;
}

function isGenerator(value: unknown): value is Steps<unknown> {
  try {
    return isSteps(value);
  } catch {
    return false; // a proxy that was revoked
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as { then?: unknown } | null)?.then === "function";
  } catch {
    return false; // a proxy that was revoked
  }
}

function isAsync(body: object): boolean {
  return body instanceof AsyncFunction;
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
