/** Keeps what a case of a loop gave when the loop was not waited on: it is the result of the next round. */
import type { Waiter } from "@mailslot/core";
import type { Result } from "@mailslot/core/engine";

export class KeptResult<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  private kept: Result<T> | null;

  constructor() {
    this.after = null;
    this.before = null;
    this.kept = null;
  }

  isFull(): boolean {
    return this.kept !== null;
  }

  claim(): boolean {
    return true;
  }

  deliver(value: T): void {
    this.kept = { value };
  }

  fail(error: unknown): void {
    this.kept = { error };
  }

  take(): T {
    const kept = this.kept as Result<T>;
    this.kept = null;
    if ("error" in kept) throw kept.error;
    return kept.value;
  }
}
