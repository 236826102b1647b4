// A plain handler on a mailbox, as an operation that never completes: a task that waits for it runs the handler for
// each message in turn, and stops waiting when it is cancelled or the channel closes. No generator runs user code.
import { type Channel, type NotReady, Source, type Wait, type Waiter } from "@mailslot/core";

class Handling<T> extends Source<T> {
  private readonly mailbox: Channel<T>;
  private readonly receive: Source<T>;
  private readonly handle: (message: T) => void;

  constructor(mailbox: Channel<T>, handle: (message: T) => void) {
    super();
    this.mailbox = mailbox;
    this.receive = mailbox.recv();
    this.handle = handle;
  }

  /** Handles what was delivered and what is there; the budget of the task is counted by `super.next`. */
  override next(): IteratorResult<Wait, T> {
    let result = super.next();
    while (result.done) {
      this.handle(result.value);
      result = super.next();
    }
    return result;
  }

  poll(): T | NotReady {
    return this.mailbox.tryRecv();
  }

  subscribe(waiter: Waiter<T>): void {
    this.receive.subscribe(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    this.receive.unsubscribe(waiter);
  }

  override describe(): string {
    return `a message for ${this.handle.name}`;
  }
}

/** Makes the operation; give it to `go` to start the handler. */
export function handling<T>(mailbox: Channel<T>, handle: (message: T) => void): Source<T> {
  return new Handling(mailbox, handle);
}
