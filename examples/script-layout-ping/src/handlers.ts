// Plain handlers on mailboxes, many to a task: a task that waits for this operation handles one message after another,
// in the order they were sent. A send only enqueues; no send ever calls a handler. Each message counts against the
// budget of the task, so other tasks have their turn as with any other operation.
import { type Channel, channel, type NotReady, Source, type Wait, type Waiter } from "@mailslot/core";

/** Where the messages for one handler go. */
export interface Mailbox<T> {
  send(message: T): void;
}

/** A message, and its handler. */
class Letter {
  readonly message: unknown;
  readonly handle: (message: unknown) => void;

  constructor(message: unknown, handle: (message: unknown) => void) {
    this.message = message;
    this.handle = handle;
  }
}

/** The handlers of one task. Give it to `go` to start them; cancelling that task stops them. */
export class Handlers extends Source<Letter> {
  private readonly letters: Channel<Letter>;

  constructor() {
    super();
    this.letters = channel({ name: "messages for handlers" });
  }

  /** Adds a handler, and returns its mailbox. */
  add<T>(handle: (message: T) => void): Mailbox<T> {
    const { letters } = this;
    const erased = handle as (message: unknown) => void; // only send below makes its letters, from a T
    return { send: (message) => void letters.send(new Letter(message, erased)) };
  }

  /** Never completes: each message is handled here, between two checks of the budget. */
  override next(): IteratorResult<Wait, Letter> {
    let result = super.next();
    while (result.done) {
      const { handle, message } = result.value;
      handle(message); // user code runs here
      result = super.next();
    }
    return result;
  }

  poll(): Letter | NotReady {
    return this.letters.tryRecv();
  }

  subscribe(waiter: Waiter<Letter>): void {
    this.letters.recv().subscribe(waiter);
  }

  unsubscribe(waiter: Waiter<Letter>): void {
    this.letters.recv().unsubscribe(waiter);
  }
}
