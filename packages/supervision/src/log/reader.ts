/** Reads a feed as it is written: an entry is handled in the instant in which it is sent, without a task that would be left over. */
import type { BroadcastReceiver, Waiter } from "@mailslot/core";
import { hasCode } from "@mailslot/core/engine";

export class Reader<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly receiver: BroadcastReceiver<T>;
  private readonly take: (entry: T) => void;

  constructor(receiver: BroadcastReceiver<T>, take: (entry: T) => void) {
    this.after = null;
    this.before = null;
    this.receiver = receiver;
    this.take = take;
    this.wait();
  }

  claim(): boolean {
    return true;
  }

  deliver(entry: T): void {
    this.take(entry);
    this.wait();
  }

  fail(error: unknown): void {
    if (!hasCode(error, "ERR_MAILSLOT_CLOSED")) this.wait();
  }

  stop(): void {
    this.receiver.unsubscribe();
  }

  private wait(): void {
    this.receiver.recv().subscribe(this);
  }
}
