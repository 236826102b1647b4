/**
 * The event loop of a virtual thread, as far as `Atomics.waitAsync` needs one: promises that the loop answers, and
 * the callbacks that are due.
 */

type Callback = (value: unknown) => unknown;

/** Stands for the promise that `waitAsync` returns; it is never rejected. */
export class LoopPromise {
  private readonly jobs: LoopJobs;
  private settled = false;
  private value: unknown = undefined;
  private callbacks: (() => void)[] = [];

  constructor(jobs: LoopJobs) {
    this.jobs = jobs;
  }

  then(onFulfilled?: Callback | null): LoopPromise {
    const next = new LoopPromise(this.jobs);
    const job = (): void => next.resolve(onFulfilled ? onFulfilled(this.value) : this.value);
    if (this.settled) this.jobs.add(job);
    else this.listen(job);
    return next;
  }

  finally(onFinally?: (() => void) | null): LoopPromise {
    return this.then((value) => {
      onFinally?.();
      return value;
    });
  }

  catch(): LoopPromise {
    return this.then();
  }

  get [Symbol.toStringTag](): string {
    return "Promise";
  }

  get heard(): boolean {
    return this.callbacks.length > 0;
  }

  resolve(value: unknown): void {
    if (value instanceof LoopPromise) {
      value.then((inner) => this.resolve(inner));
      return;
    }
    this.settled = true;
    this.value = value;
    for (const callback of this.callbacks) this.jobs.add(callback);
    this.callbacks = [];
  }

  private listen(job: () => void): void {
    this.callbacks.push(job);
  }
}

export class LoopJobs {
  private promises = new Map<number, LoopPromise>();
  private queue: (() => void)[] = [];
  private count = 0;

  clear(): void {
    this.promises = new Map();
    this.queue = [];
    this.count = 0;
  }

  /** Numbers the next `waitAsync` of the thread. */
  nextNumber(): number {
    return this.count;
  }

  promise(): LoopPromise {
    const promise = new LoopPromise(this);
    this.promises.set(this.count++, promise);
    return promise;
  }

  /** How many unanswered promises have a listener. */
  get waiting(): number {
    let heard = 0;
    for (const promise of this.promises.values()) if (promise.heard) heard++;
    return heard;
  }

  add(job: () => void): void {
    this.queue.push(job);
  }

  /** Runs all callbacks that are due. Callbacks are code under test. */
  drain(): void {
    for (let job = this.queue.shift(); job !== undefined; job = this.queue.shift()) job();
  }

  /** Answers the promise that `encoded` names (twice its number, plus one if it timed out). */
  answer(encoded: number): void {
    const number = encoded >> 1;
    const promise = this.promises.get(number);
    this.promises.delete(number);
    promise?.resolve((encoded & 1) === 1 ? "timed-out" : "ok");
    this.drain();
  }
}
