/** An AbortSignal as a source: it gives the reason, once aborted, and listens only during a wait. */
import { type NotReady, notReady, QueuedSource, type Waiter } from "@mailslot/core";

export class SignalSource extends QueuedSource<unknown> {
  private readonly signal: AbortSignal;
  private readonly listener: () => void;

  constructor(signal: AbortSignal) {
    super();
    this.signal = signal;
    this.listener = () => {
      signal.removeEventListener("abort", this.listener);
      this.waiters.deliverAll(signal.reason);
    };
  }

  poll(): unknown | NotReady {
    return this.signal.aborted ? this.signal.reason : notReady;
  }

  override subscribe(waiter: Waiter<unknown>): void {
    if (this.waiters.head === null) this.signal.addEventListener("abort", this.listener);
    super.subscribe(waiter);
    if (this.signal.aborted) this.listener(); // since it was polled, by the code of another case
  }

  override unsubscribe(waiter: Waiter<unknown>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.signal.removeEventListener("abort", this.listener);
  }

  override describe(): string {
    return "an abort signal";
  }
}
