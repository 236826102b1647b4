/** A call of node:fs as a source: it begins when it is made, and a task that waits gets its result. */
import { currentScheduler, type NotReady, notReady, QueuedSource, type Scheduler } from "@mailslot/core";

type Done<T> = (error: Error | null, result: T) => void;

export class FileCall<T> extends QueuedSource<T> {
  private readonly scheduler: Scheduler;
  private ended: boolean;
  private error: Error | null;
  private result: T | undefined;

  constructor(begin: (done: Done<T>) => void) {
    super();
    this.scheduler = currentScheduler();
    this.ended = false;
    this.error = null;
    this.result = undefined;
    begin((error, result) => this.end(error, result));
  }

  poll(): T | NotReady {
    if (!this.ended) return notReady;
    if (this.error !== null) throw this.error;
    return this.result as T;
  }

  private end(error: Error | null, result: T): void {
    this.ended = true;
    this.error = error;
    this.result = result;
    if (this.waiters.head === null) return;
    this.scheduler.io(() => {
      if (error === null) this.waiters.deliverAll(result);
      else this.waiters.failAll(() => error);
    });
  }
}
