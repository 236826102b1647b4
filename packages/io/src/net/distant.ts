/**
 * An operation of an object that belongs to another scheduler: whoever waits for it is represented there by a relay, so
 * that what comes is taken at home, and lost nowhere.
 *
 * Invariants: `relays` holds exactly the relays that are entered at home.
 */
import { type NotReady, notReady, Source, type Waiter } from "@mailslot/core";
import { OPERATION } from "../ownership.js";

/** The operation, as it is at home. */
export interface Home<A, B> {
  take(): A | NotReady;
  enter(waiter: Waiter<A>): void;
  leave(waiter: Waiter<A>): void;
  convert(value: A): B;
  describe(): string;
}

export class Distant<A, B> extends Source<B> {
  readonly home: symbol;
  private readonly origin: Home<A, B>;
  private readonly relays: Map<Waiter<B>, Relay<A, B>>;

  constructor(origin: Home<A, B>) {
    super();
    this.home = OPERATION;
    this.origin = origin;
    this.relays = new Map();
  }

  poll(): B | NotReady {
    const value = this.origin.take();
    return value === notReady ? notReady : this.convert(value);
  }

  subscribe(waiter: Waiter<B>): void {
    const relay = new Relay(this, waiter);
    this.origin.enter(relay);
    this.relays.set(waiter, relay);
  }

  unsubscribe(waiter: Waiter<B>): void {
    const relay = this.relays.get(waiter);
    if (relay !== undefined) this.origin.leave(relay);
    this.relays.delete(waiter);
  }

  forget(waiter: Waiter<B>): void {
    this.relays.delete(waiter);
  }

  convert(value: A): B {
    return this.origin.convert(value);
  }

  override describe(): string {
    return this.origin.describe();
  }
}

class Relay<A, B> implements Waiter<A> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly source: Distant<A, B>;
  private readonly outer: Waiter<B>;

  constructor(source: Distant<A, B>, outer: Waiter<B>) {
    this.after = null;
    this.before = null;
    this.source = source;
    this.outer = outer;
  }

  claim(): boolean {
    this.source.forget(this.outer);
    return this.outer.claim();
  }

  deliver(value: A): void {
    this.outer.deliver(this.source.convert(value));
  }

  fail(error: unknown): void {
    this.outer.fail(error);
  }
}
