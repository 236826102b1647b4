/** Waiters in a line for room: of a channel, with a message or for a permit, or of a semaphore. */
import { Relay, RelaySource } from "./relay.js";
import type { Waiter, WaitList } from "./waiter.js";

/** A waiter in a line for room. */
export interface Entry<T> extends Waiter<void> {
  /** Whether it brings a message, rather than wanting room. */
  readonly carries: boolean;
  /** The message; or how much room is wanted. */
  readonly value: T;
}

class EntryRelay<T, R> extends Relay<void, R> implements Entry<T> {
  readonly carries: boolean;
  readonly value: T;

  constructor(source: EntrySource<T, R>, outer: Waiter<R>) {
    super(source, outer);
    this.carries = source.carries;
    this.value = source.value;
  }
}

/** A source whose waiters stand in a queue of entries. */
export abstract class EntrySource<T, R> extends RelaySource<void, R> {
  readonly carries: boolean;
  readonly value: T;
  private readonly queue: WaitList<void>;

  constructor(queue: WaitList<void>, carries: boolean, value: T) {
    super();
    this.queue = queue;
    this.carries = carries;
    this.value = value;
  }

  protected override relay(waiter: Waiter<R>): Relay<void, R> {
    return new EntryRelay(this, waiter);
  }

  protected attach(relay: Relay<void, R>): void {
    this.queue.add(relay);
  }

  protected detach(relay: Relay<void, R>): void {
    this.queue.remove(relay);
  }
}
