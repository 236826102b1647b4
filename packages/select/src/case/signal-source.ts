/**
 * An AbortSignal as a source: it gives the reason, once aborted, and listens only during a wait.
 *
 * Invariants: `stop` is set exactly while a waiter stands in the list, but for the moment in which one enters or is served.
 */
import { type NotReady, notReady, QueuedSource, type Waiter } from "@mailslot/core";
import { onAbort } from "@mailslot/core/engine";

export class SignalSource extends QueuedSource<unknown> {
  private readonly signal: AbortSignal;
  private stop: (() => void) | null;

  constructor(signal: AbortSignal) {
    super();
    this.signal = signal;
    this.stop = null;
  }

  poll(): unknown | NotReady {
    return this.signal.aborted ? this.signal.reason : notReady;
  }

  override subscribe(waiter: Waiter<unknown>): void {
    super.subscribe(waiter);
    if (this.signal.aborted)
      this.aborted(); // since it was polled, by the code of another case
    else this.stop ??= onAbort(this.signal, () => this.aborted());
  }

  override unsubscribe(waiter: Waiter<unknown>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.stopListening();
  }

  override describe(): string {
    return "an abort signal";
  }

  private aborted(): void {
    this.stopListening();
    this.waiters.deliverAll(this.signal.reason);
  }

  private stopListening(): void {
    const { stop } = this;
    this.stop = null;
    stop?.();
  }
}
