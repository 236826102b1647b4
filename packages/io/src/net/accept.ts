/** The accept of a listener: one stateless operation for all waits. */
import { type NotReady, Source, type Waiter } from "@mailslot/core";
import type { Connection } from "./connection.js";
import type { ListenerCore } from "./listener-core.js";

export class Accept extends Source<Connection> {
  protected readonly listener: ListenerCore;

  constructor(listener: ListenerCore) {
    super();
    this.listener = listener;
  }

  poll(): Connection | NotReady {
    return this.listener.pollAccept();
  }

  subscribe(waiter: Waiter<Connection>): void {
    this.listener.enterAcceptor(waiter);
  }

  unsubscribe(waiter: Waiter<Connection>): void {
    this.listener.leaveAcceptor(waiter);
  }

  override describe(): string {
    return `accept on ${this.listener.describe()}`;
  }
}
