/** Writes as operations: one for all that were complete at once, and one for each that found no room. */
import type { Source, Waiter } from "@mailslot/core";
import { Completed, Pending } from "@mailslot/core/engine";
import { OPERATION } from "../ownership.js";
import type { Outbound } from "./outbound.js";

class Written extends Completed {
  readonly home: symbol;

  constructor() {
    super("a write that is complete");
    this.home = OPERATION;
  }
}

export const WRITTEN: Source<void> = /* @__PURE__ */ new Written();

/** A write in its connection's line of writers; withdrawn, it writes nothing. */
export class PendingWrite extends Pending implements Waiter<void> {
  after: Waiter | null;
  before: Waiter | null;
  readonly data: Uint8Array | string;
  private readonly connection: Outbound;

  constructor(connection: Outbound, data: Uint8Array | string) {
    super();
    this.after = null;
    this.before = null;
    this.data = data;
    this.connection = connection;
  }

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.admit();
  }

  protected enterAgain(): void {
    if (this.connection.writeAgain(this)) this.admit();
  }

  protected leaveLine(): boolean {
    this.connection.withdraw(this);
    return true;
  }

  override describe(): string {
    return `write to ${this.connection.describe()}`;
  }
}
