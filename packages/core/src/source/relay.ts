/**
 * Sources made of other sources: a waiter on one is represented, in the list of another, by a relay that passes on the
 * result.
 *
 * Invariants: `relays` holds exactly the relays that are entered somewhere, and those `isKept`: refused by a waiter that
 * returns, so that a source which keeps the result for it learns when it leaves instead.
 */
import { nameOf } from "./give-up.js";
import { actsWhenMade, Source } from "./source.js";
import { claim, deliver, fail, isReturning, type Waiter } from "./waiter.js";

/** Stands for `outer` in a list of waiters. */
export class Relay<A, B> implements Waiter<A> {
  after: Waiter | null;
  before: Waiter | null;
  /** Whether its waiter has refused, and will ask again or leave. */
  isKept: boolean;
  readonly outer: Waiter<B>;
  private readonly source: RelaySource<A, B>;

  constructor(source: RelaySource<A, B>, outer: Waiter<B>) {
    this.after = null;
    this.before = null;
    this.isKept = false;
    this.outer = outer;
    this.source = source;
  }

  get returns(): boolean {
    return isReturning(this.outer);
  }

  /** A relay that is refused has left, too: its waiter enters another when it waits again. */
  claim(): boolean {
    const isClaimed = claim(this.outer);
    this.source.forget(this);
    if (!isClaimed && this.returns) this.source.keep(this);
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
  protected readonly relays: Map<Waiter<B>, Relay<A, B>>;

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
      try {
        this.detach(relay); // it may have entered: what fails may be the limit of its wait
      } catch {
        // The error of the refusal is the one that counts.
      }
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
    if (this.relays.get(relay.outer) === relay) this.relays.delete(relay.outer);
  }

  /** Keeps a relay that was refused, unless its waiter has entered another meanwhile. */
  keep(relay: Relay<A, B>): void {
    relay.isKept = true;
    if (!this.relays.has(relay.outer)) this.relays.set(relay.outer, relay);
  }

  /** Whether `relay` stands for its waiter still. */
  protected isEntered(relay: Relay<A, B>): boolean {
    return !relay.isKept && this.relays.get(relay.outer) === relay;
  }

  protected relay(waiter: Waiter<B>): Relay<A, B> {
    return new Relay(this, waiter);
  }
}

/** A source that shows another. */
export abstract class Wrapper<A, B> extends RelaySource<A, B> {
  readonly source: Source<A>;

  constructor(source: Source<A>) {
    super();
    this.source = source;
  }

  /** See {@link actsWhenMade}. */
  get actsWhenMade(): boolean {
    return actsWhenMade(this.source);
  }

  /** Something that acted when it was made is undone also for a waiter that did not come to wait. */
  override unsubscribe(waiter: Waiter<B>): void {
    if (this.relays.size > 0) super.unsubscribe(waiter);
    else if (this.actsWhenMade) this.source.unsubscribe(new Relay(this, waiter));
  }

  protected attach(relay: Relay<A, B>): void {
    this.source.subscribe(relay); // user code may run here
  }

  protected detach(relay: Relay<A, B>): void {
    this.source.unsubscribe(relay);
  }

  override describe(): string {
    return nameOf(this.source);
  }
}
