/**
 * An async iterator as a source. It asks for the next item when it is first asked for one, and once: an item that comes
 * when another case has won is kept for the next wait.
 */
import { type NotReady, notReady, QueuedSource, type Waiter } from "@mailslot/core";
import { deliver, fail, type Result } from "@mailslot/core/engine";

type Item = Result<IteratorResult<unknown, unknown>>;

export class IteratorSource extends QueuedSource<IteratorResult<unknown, unknown>> {
  private readonly iterator: AsyncIterator<unknown>;
  private isAsking: boolean;
  private kept: Item | null;

  constructor(iterator: AsyncIterator<unknown>) {
    super();
    this.iterator = iterator;
    this.isAsking = false;
    this.kept = null;
  }

  poll(): IteratorResult<unknown, unknown> | NotReady {
    const item = this.kept;
    if (item === null) {
      if (!this.isAsking) this.ask();
      return notReady;
    }
    this.kept = null;
    this.isAsking = false;
    if ("error" in item) throw item.error;
    return item.value;
  }

  override subscribe(waiter: Waiter<IteratorResult<unknown, unknown>>): void {
    super.subscribe(waiter);
    if (!this.isAsking) this.ask();
  }

  override describe(): string {
    return "an async iterator";
  }

  private arrived(item: Item): void {
    const waiter = this.waiters.take();
    if (waiter === null) {
      this.kept = item;
      return;
    }
    this.isAsking = false;
    if ("error" in item) fail(waiter, item.error);
    else deliver(waiter, item.value);
    if (this.waiters.head !== null && !this.isAsking) this.ask();
  }

  /** Asks in a promise job: entering a waiter must run no code that may complete another case of the same select. */
  private ask(): void {
    this.isAsking = true;
    Promise.resolve()
      .then(() => this.iterator.next())
      .then(
        (value) => this.arrived({ value }),
        (error) => this.arrived({ error }),
      );
  }
}
