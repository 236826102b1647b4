/** Trying again what has failed, later each time. */
import { checkCapacity } from "../channel/options.js";
import { isCancellation } from "../errors.js";
import { badArgument, checkFunction, checkOptions } from "../misuse.js";
import { runningTask } from "../scheduler/running.js";
import type { Source } from "../source/source.js";
import { CANCEL, CANCELLED } from "../task/flags.js";
import type { ResultOf, Steps, Task, TaskOptions } from "../task/handle.js";
import { scope } from "../task/scope.js";
import type { TaskCore } from "../task/task.js";
import { sleep } from "../time/sleep.js";

/** How often to try, and how long to wait in between: `initial` ms, then `factor` times as long each time, at most `max`. */
export interface RetryOptions extends TaskOptions {
  /** How often it is tried altogether: a whole number from 1, or Infinity. Default: 3. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, from 0. Default: 100. */
  readonly initial?: number;
  /** The longest delay in milliseconds. Default: 30,000. */
  readonly max?: number;
  /** The factor by which each delay exceeds the one before, from 1. Default: 2. */
  readonly factor?: number;
  /** The part of each delay that is drawn at random, from 0 (none) to 1 (all of it). Default: 0.5. */
  readonly jitter?: number;
  /** Draws numbers from 0 to 1. Default: Math.random. */
  readonly random?: () => number;
  /** Returns whether to try again after an error of the attempt with this number, from 1. Default: after every error. */
  readonly when?: (error: unknown, attempt: number) => boolean;
}

/**
 * Runs `body`, which is told the number of the attempt, from 1, until it succeeds; completes with its result. What has
 * failed is tried again, after a delay, as often as `attempts` says and while `when` agrees; then the last error
 * is rethrown. A body that ends by a cancellation, its own or another's, is not tried again. Try again only what may happen twice:
 * an ask whose outcome is unknown may have been done.
 *
 * It is a {@link scope}: it acts when called, and giving up the wait cancels the attempt or ends the delay; an attempt that fails
 * meanwhile is not tried again. A limit to all of it is `timeout(retry(…), ms)`. Fails with `ERR_MAILSLOT_ARGUMENT` when an
 * option makes no sense.
 *
 * @example
 * ```ts
 * import { go, retry } from "@mailslot/core";
 *
 * const task = go(() =>
 *   retry(
 *     function* connect(attempt) {
 *       if (attempt < 3) throw new Error("refused");
 *       return `connected at attempt ${attempt}`;
 *     },
 *     { initial: 1 },
 *   ),
 * );
 * console.log(await task); // connected at attempt 3
 * ```
 */
export function retry<R>(body: (attempt: number, task: Task) => R, options: RetryOptions = {}): Source<ResultOf<R>> {
  checkFunction("the body given to retry()", body);
  checkOptions("retry()", options);
  const own = { name: `retry ${body.name}`.trim(), ...options };
  const whole = complete(own);
  return scope(() => attempts(body, whole), own);
}

type Complete = Required<Pick<RetryOptions, "attempts" | "initial" | "max" | "factor" | "jitter" | "random" | "when">>;

function complete(options: RetryOptions): Complete {
  const {
    attempts = 3,
    initial = 100,
    factor = 2,
    jitter = 0.5,
    random = () => Math.random(),
    when = () => true,
  } = options;
  checkCapacity("option attempts of retry()", attempts, 1);
  checkRange("initial", initial, 0, Number.MAX_VALUE, "milliseconds from 0");
  const { max = Math.max(initial, 30_000) } = options;
  checkRange("max", max, initial, Number.POSITIVE_INFINITY, "milliseconds from initial");
  checkRange("factor", factor, 1, Number.POSITIVE_INFINITY, "a number from 1");
  checkRange("jitter", jitter, 0, 1, "a number from 0 to 1");
  checkFunction("option random of retry()", random);
  checkFunction("option when of retry()", when);
  return { attempts, initial, max, factor, jitter, random, when };
}

function checkRange(what: string, got: unknown, least: number, most: number, want: string): void {
  if (typeof got !== "number" || !(got >= least && got <= most))
    throw badArgument(`option ${what} of retry()`, got, want);
}

function* attempts<R>(body: (attempt: number, task: Task) => R, options: Complete): Steps<ResultOf<R>> {
  const { attempts, initial, max, factor, jitter, random, when } = options;
  for (let attempt = 1; !isGivenUp(); attempt++) {
    try {
      return yield* scope((tasks) => tasks.go((task) => body(attempt, task), { name: body.name || "attempt" }));
    } catch (error) {
      if (isCancellation(error) || attempt >= attempts || !when(error, attempt)) throw error;
      if (isGivenUp()) break; // it took the place of the cancellation, which no later wait would throw
    }
    const delay = initial === 0 ? 0 : Math.min(max, initial * factor ** (attempt - 1)); // 0 * Infinity is NaN
    yield* sleep(delay * (1 - jitter * random()));
  }
  return undefined as never; // as a task that is cancelled may: nobody sees it
}

/** Whether the running task has been cancelled: a delay that was over by then has not thrown that. */
function isGivenUp(): boolean {
  return ((runningTask() as TaskCore).flags & (CANCEL | CANCELLED)) !== 0;
}
