/**
 * A send that found no room: a message to a channel or mailbox, bytes for a writer, a datagram. It stands in a line, with
 * or without waiters, until it is let in, fails, or is withdrawn because its last waiter has given up.
 *
 * Invariants: exactly while PENDING it stands in its line, or is under way from there, and may have waiters.
 */
import { CompactSource } from "./compact-source.js";
import { type NotReady, notReady } from "./operation.js";
import type { Waiter } from "./waiter.js";

/*
 *   PENDING ── admit ──► ADMITTED        PENDING ── fail ──► Failed
 *   PENDING ── unsubscribe, by the last waiter ──► WITHDRAWN ── poll ──► PENDING
 */
const PENDING = 0;
const ADMITTED = 1;
const WITHDRAWN = 2;

/** The fourth state. An object, so that a send that does not fail needs no field for the error. */
interface Failed {
  readonly error: unknown;
}

/**
 * The operation of a send without room. A derived class enters the line in its constructor, and calls `admit` or
 * `fail` when its turn has come.
 */
export abstract class Pending extends CompactSource<void> {
  private state: typeof PENDING | typeof ADMITTED | typeof WITHDRAWN | Failed;

  constructor() {
    super();
    this.state = PENDING;
  }

  /** Enters the line again, or calls `admit` when there is room by now. An error it throws fails the wait. */
  protected abstract enterAgain(): void;

  /** Leaves the line; returns false when it is too late for that: the send then completes without waiters. */
  protected abstract leaveLine(): boolean;

  /** See {@link actsWhenMade} of sources. */
  get actsWhenMade(): boolean {
    return true;
  }

  /** Whether it stands in the line. */
  get isPending(): boolean {
    return this.state === PENDING;
  }

  /** Whether its last waiter has given up. */
  get isWithdrawn(): boolean {
    return this.state === WITHDRAWN;
  }

  /** Completes the send. */
  admit(): void {
    this.state = ADMITTED;
    this.deliverToAll();
  }

  /** Ends the send with an error. */
  fail(error: unknown): void {
    this.state = { error };
    this.failAll(error);
  }

  poll(): undefined | NotReady {
    if (this.state === WITHDRAWN) {
      this.state = PENDING;
      try {
        this.enterAgain();
      } catch (error) {
        this.state = WITHDRAWN;
        throw error;
      }
    }
    if (typeof this.state === "object") throw this.state.error;
    return this.state === PENDING ? notReady : undefined;
  }

  /** Withdraws the send when its last waiter gives up: a cancelled send delivers nothing. */
  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    if (this.state === PENDING && this.waiting === null && this.leaveLine()) this.state = WITHDRAWN;
  }
}
