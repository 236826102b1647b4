/**
 * Sources made of other sources: a waiter on one is represented, in the list of another, by a relay that passes on the
 * result.
 *
 * Invariants: `relays` holds exactly the relays that are entered somewhere.
 */
import { Source } from "./source.js";
import { claim, deliver, fail, type Waiter } from "./waiter.js";

/** Stands for `outer` in a list of waiters. */
export class Relay<A, B> implements Waiter<A> {
  after: Waiter | null;
  before: Waiter | null;
  readonly outer: Waiter<B>;
  private readonly source: RelaySource<A, B>;

  constructor(source: RelaySource<A, B>, outer: Waiter<B>) {
    this.after = null;
    this.before = null;
    this.outer = outer;
    this.source = source;
  }

  /** A relay that is refused has left, too: its waiter enters another when it waits again. */
  claim(): boolean {
    const isClaimed = claim(this.outer);
    this.source.forget(this);
    return isClaimed;
  }

  deliver(value: A): void {
    let converted: B;
    try {
      converted = this.source.convert(value); // user code may run here
    } catch (error) {
      fail(this.outer, error);
      return;
    }
    deliver(this.outer, converted);
  }

  fail(error: unknown): void {
    let value: B;
    try {
      value = this.source.recover(error); // user code may run here
    } catch (thrown) {
      fail(this.outer, thrown);
      return;
    }
    deliver(this.outer, value);
  }
}

export abstract class RelaySource<A, B> extends Source<B> {
  private readonly relays: Map<Waiter<B>, Relay<A, B>>;

  constructor() {
    super();
    this.relays = new Map();
  }

  /** Enters a relay where it waits. */
  protected abstract attach(relay: Relay<A, B>): void;

  /** Takes a relay out again. */
  protected abstract detach(relay: Relay<A, B>): void;

  /** Makes a result of the value that a relay was given. */
  abstract convert(value: A): B;

  /** Makes a result of an error, or throws. */
  recover(error: unknown): B {
    throw error;
  }

  subscribe(waiter: Waiter<B>): void {
    const relay = this.relay(waiter);
    this.relays.set(waiter, relay);
    try {
      this.attach(relay); // user code may run here
    } catch (error) {
      this.forget(relay);
      throw error;
    }
    if (!this.isEntered(relay)) this.detach(relay); // it was completed or given up while it entered
  }

  unsubscribe(waiter: Waiter<B>): void {
    const relay = this.relays.get(waiter);
    if (relay === undefined) return;
    this.forget(relay);
    this.detach(relay);
  }

  forget(relay: Relay<A, B>): void {
    if (this.isEntered(relay)) this.relays.delete(relay.outer);
  }

  /** Whether `relay` stands for its waiter still. */
  protected isEntered(relay: Relay<A, B>): boolean {
    return this.relays.get(relay.outer) === relay;
  }

  protected relay(waiter: Waiter<B>): Relay<A, B> {
    return new Relay(this, waiter);
  }
}
