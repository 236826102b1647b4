/**
 * Writes as operations: one for all that were complete at once, and one for each that found no room. The latter stands in
 * the connection's line of writers until it is let in, withdrawn, or fails with the connection.
 */
import { type NotReady, notReady, QueuedSource, Source, type Waiter } from "@mailslot/core";
import { OPERATION } from "../ownership.js";
import type { Outbound } from "./outbound.js";

class Written extends Source<void> {
  readonly home: symbol;

  constructor() {
    super();
    this.home = OPERATION;
  }

  // It is complete: nobody ever waits.
  poll(): void {}
  subscribe(): void {}
  unsubscribe(): void {}

  override describe(): string {
    return "a write that is complete";
  }
}

export const WRITTEN: Source<void> = /* @__PURE__ */ new Written();

const PENDING = 0;
const LET_IN = 1;
const FAILED = 2;
const WITHDRAWN = 3;

export class PendingWrite extends QueuedSource<void> implements Waiter<void> {
  after: Waiter | null;
  before: Waiter | null;
  readonly data: Uint8Array | string;
  private readonly connection: Outbound;
  private state: number;
  private error: unknown;

  constructor(connection: Outbound, data: Uint8Array | string) {
    super();
    this.after = null;
    this.before = null;
    this.data = data;
    this.connection = connection;
    this.state = PENDING;
    this.error = undefined;
  }

  // As an entry in the line of writers

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.state = LET_IN;
    this.waiters.deliverAll();
  }

  fail(error: unknown): void {
    this.state = FAILED;
    this.error = error;
    this.waiters.failAll(() => error);
  }

  // As the operation that `write` returned

  poll(): undefined | NotReady {
    if (this.state === WITHDRAWN && this.connection.writeAgain(this)) this.state = LET_IN;
    else if (this.state === WITHDRAWN) this.state = PENDING;
    if (this.state === FAILED) throw this.error;
    return this.state === PENDING ? notReady : undefined;
  }

  /** Withdraws the bytes when nobody is left to hear that they were written: a cancelled write writes nothing. */
  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    if (this.state !== PENDING || this.waiters.head !== null) return;
    this.state = WITHDRAWN;
    this.connection.withdraw(this);
  }

  override describe(): string {
    return `write to ${this.connection.describe()}`;
  }
}
