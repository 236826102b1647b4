/** The read of a connection: one stateless operation for all waits, so that reading allocates nothing. */
import { type NotReady, Source, type Waiter } from "@mailslot/core";
import type { Inbound } from "./inbound.js";

export class Read extends Source<Buffer | undefined> {
  protected readonly connection: Inbound;

  constructor(connection: Inbound) {
    super();
    this.connection = connection;
  }

  poll(): Buffer | undefined | NotReady {
    return this.connection.pollRead();
  }

  subscribe(waiter: Waiter<Buffer | undefined>): void {
    this.connection.enterReader(waiter);
  }

  unsubscribe(waiter: Waiter<Buffer | undefined>): void {
    this.connection.leaveReader(waiter);
  }

  override describe(): string {
    return `read of ${this.connection.describe()}`;
  }
}
