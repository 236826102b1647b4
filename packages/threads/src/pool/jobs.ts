/** Making jobs, on whichever thread: what `startThreads` returns on the caller, and `currentThreads` on a worker. */

import { CancelledError, fromPromise, type Source } from "@mailslot/core";
import {
  badArgument,
  checkKind,
  checkOptions,
  checkSignal,
  isInstance,
  isReadable,
  onAbort,
} from "@mailslot/core/engine";
import { closed } from "../errors.js";
import type { Job, JobResult } from "../job/job.js";
import { ENDED, type JobOptions, type Pending } from "../thread/pending.js";
import type { Thread } from "../thread/thread.js";
import { Forked, settleBy } from "./forked.js";
import { groupNumber } from "./groups.js";

/** How to run a job. */
export interface RunOptions {
  /** Gives the job up when it aborts: one that has not begun is not run, one that has is cancelled. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** How often it may be run once more after the death of the worker that had begun it. Default: 0. */
  readonly retry?: number;
  /**
   * The name of the group whose workers may run it; `"default"` is that of the workers in no other. Default: on a worker its own group, so that what
   * a job makes stays where it is; elsewhere `"default"`.
   */
  readonly group?: string | undefined;
}

/** How to run a job for each of many items. */
export interface MapOptions extends RunOptions {
  /** How many jobs may be under way at once. Default: 256. */
  readonly flight?: number;
}

/** A job that was forked: join it on the thread that forked it. */
export interface Fork<R> {
  /** The name of the job. */
  readonly name: string;
  /** Whether it has ended. */
  readonly ended: boolean;
  /** Says what joining it gives, for the type alone. */
  readonly result?: R;
}

/** Makes jobs, which any worker may run. */
export interface Jobs {
  /**
   * Runs a job on whichever worker is idle first; the promise completes with a copy of what it returns; where this thread has run it (`here`), with
   * just that. Rejected with what the job
   * throws, with {@link UnknownOutcomeError} if the worker that had begun it dies, and with {@link ThreadsError} if a value cannot cross
   * or these threads are closed.
   */
  run<A extends readonly unknown[], R>(job: Job<A, R>, ...args: A): Promise<JobResult<R>>;
  /**
   * Runs a job with options: `runWith({ signal, retry: 1, group: "render" }, job, ...args)`. Throws `ERR_MAILSLOT_UNKNOWN_GROUP` if these
   * threads have no group of that name.
   */
  runWith<A extends readonly unknown[], R>(options: RunOptions, job: Job<A, R>, ...args: A): Promise<JobResult<R>>;
  /** Runs a job for each item, in bounded flight; results come in the order of the items. Leaving the loop makes no more jobs. */
  map<T, R>(
    job: Job<readonly [T], R>,
    items: Iterable<T> | AsyncIterable<T>,
    options?: MapOptions,
  ): AsyncGenerator<JobResult<R>, void>;
  /**
   * Makes a job that whoever joins it runs, unless an idle worker of the same group has stolen it before. For parts of one computation. A failure that nobody has
   * joined is reported once nobody can: when the fork has been collected.
   */
  fork<A extends readonly unknown[], R>(job: Job<A, R>, ...args: A): Fork<JobResult<R>>;
  /** Joins a fork, under `yield*` or `await`: runs it here and now, if nobody has begun it; else waits. Acts when called; may be joined again. */
  join<R>(fork: Fork<R>): Source<R>;
}

/** See {@link Jobs}. */
export class JobMaker implements Jobs {
  protected readonly thread: Thread;
  protected isClosed: boolean;

  constructor(thread: Thread) {
    this.thread = thread;
    this.isClosed = false;
  }

  run<A extends readonly unknown[], R>(job: Job<A, R>, ...args: A): Promise<JobResult<R>> {
    return this.start(job as never, args, { retries: 0, group: this.thread.own.group, fork: false }, undefined);
  }

  runWith<A extends readonly unknown[], R>(options: RunOptions, job: Job<A, R>, ...args: A): Promise<JobResult<R>> {
    checkOptions("runWith", options);
    const { retry = 0, signal, group } = options;
    if (!(Number.isInteger(retry) && retry >= 0)) throw badArgument("retry", retry, "a number of times from 0");
    if (signal !== undefined) checkSignal("the signal of a job", signal);
    const number = groupNumber(this.thread.memory.places, this.thread.id, "runWith()", group);
    return this.start(job as never, args, { retries: retry, group: number, fork: false }, signal);
  }

  async *map<T, R>(
    job: Job<readonly [T], R>,
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions = {},
  ): AsyncGenerator<JobResult<R>, void> {
    checkOptions("map", options);
    const { flight = 256, retry = 0, signal, group } = options;
    const rest = { retry, signal, group };
    groupNumber(this.thread.memory.places, this.thread.id, "map()", group);
    if (!(Number.isInteger(flight) && flight > 0)) throw badArgument("flight", flight, "a number of jobs from 1");
    const isStream = isReadable(items) && Symbol.asyncIterator in items;
    if (!isStream) checkKind("the items given to map", items, Symbol.iterator, "a list, or a stream such as a channel");
    const underWay: Promise<JobResult<R>>[] = [];
    for await (const item of items) {
      const one = this.runWith(rest, job, item);
      // Whoever goes on with the loop sees its failure, in its place.
      one.catch(() => undefined);
      underWay.push(one);
      if (underWay.length >= flight) yield await (underWay.shift() as Promise<JobResult<R>>);
    }
    for (const one of underWay) yield await one;
  }

  fork<A extends readonly unknown[], R>(job: Job<A, R>, ...args: A): Fork<JobResult<R>> {
    if (this.isClosed) throw closed(`forking job "${job.name}"`);
    const { group } = this.thread.own;
    return new Forked(this.thread.own.submit(job as never, args, { fork: true, group, retries: 0 })) as Fork<
      JobResult<R>
    >;
  }

  join<R>(fork: Fork<R>): Source<R> {
    if (!isInstance(fork, Forked)) throw badArgument("what was given to join", fork, "what fork() returned");
    const { pending } = fork;
    if (pending.place !== ENDED) this.thread.runInPlace(pending); // user code may run here
    return fromPromise(fork.outcome as Promise<R>);
  }

  protected aborted(_worker: number, _pending: Pending): void {}

  private start<R>(
    job: Job,
    args: readonly unknown[],
    options: JobOptions,
    signal: AbortSignal | undefined,
  ): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (this.isClosed) throw closed(`running job "${job.name}"`);
      signal?.throwIfAborted();
      const pending = this.thread.own.submit(job, args, options);
      if (signal === undefined) return settleBy(pending, resolve as never, reject);
      const forget = onAbort(signal, () => {
        const why = new CancelledError(`job "${job.name}" was given up`, signal.reason);
        const worker = this.thread.own.abort(pending, why);
        if (worker >= 0) this.aborted(worker, pending);
      });
      settleBy(
        pending,
        (value) => {
          forget();
          resolve(value as R);
        },
        (error) => {
          forget();
          reject(error);
        },
      );
    });
  }
}
