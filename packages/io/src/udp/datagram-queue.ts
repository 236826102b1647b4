/**
 * Datagrams on their way out: so many are under way at the system; others are sent when those are gone, if something waits
 * for them. One that nothing waits for is not kept, so memory stays bounded.
 *
 * Invariants: while the line is not empty, as many are under way as may be; what is under way is in the set alone.
 */
import { WaitList } from "@mailslot/core";
import { ioError } from "../errors.js";
import { SENDS } from "../policy.js";
import type { Outgoing } from "./outgoing.js";

/** Hands a datagram to the system, which says when it has taken it. */
type Transmit = (datagram: Outgoing, done: (error: Error | null) => void) => void;

export class DatagramQueue {
  /** How many had to wait, and were not sent up to now. */
  unsent: number;
  private readonly transmit: Transmit;
  private readonly closedError: (datagram: Outgoing) => Error;
  private readonly underWay: Set<Outgoing>;
  private readonly line: WaitList<void>;
  /** What is done when nothing is under way any more; set by the close. */
  private whenIdle: (() => void) | null;

  constructor(transmit: Transmit, closedError: (datagram: Outgoing) => Error) {
    this.unsent = 0;
    this.transmit = transmit;
    this.closedError = closedError;
    this.underWay = new Set();
    this.line = new WaitList();
    this.whenIdle = null;
  }

  /** Sends `datagram` if it need not wait. Throws what the platform throws at once, and when closed. */
  begin(datagram: Outgoing): boolean {
    if (this.whenIdle !== null) throw this.closedError(datagram);
    if (this.line.head !== null || this.underWay.size >= SENDS) return false;
    this.start(datagram);
    return true;
  }

  enqueue(datagram: Outgoing): void {
    this.line.add(datagram);
  }

  leave(datagram: Outgoing): void {
    this.line.remove(datagram);
  }

  /** Sends `datagram`, whose turn it is. */
  start(datagram: Outgoing): void {
    this.underWay.add(datagram);
    try {
      this.transmit(datagram, (error) => this.wasTaken(datagram, error));
    } catch (error) {
      this.underWay.delete(datagram);
      throw ioError(datagram.describe(), error);
    }
  }

  private wasTaken(datagram: Outgoing, error: Error | null): void {
    if (!this.underWay.delete(datagram)) return;
    if (error === null) datagram.completed();
    else datagram.fail(ioError(datagram.describe(), error));
    while (this.underWay.size < SENDS && this.line.head !== null) this.line.take()?.deliver();
    if (this.underWay.size === 0) this.whenIdle?.();
  }

  /** Fails those who wait in line; `then` follows once what is under way is gone. */
  close(then: () => void): void {
    this.whenIdle = then;
    for (let next = this.line.take(); next !== null; next = this.line.take()) {
      next.fail(this.closedError(next as Outgoing));
    }
    if (this.underWay.size === 0) then();
  }

  /** Fails what is under way: of that the platform says nothing more when its socket closes. */
  abandon(): void {
    for (const datagram of this.underWay) {
      this.underWay.delete(datagram);
      datagram.fail(this.closedError(datagram));
    }
  }
}
