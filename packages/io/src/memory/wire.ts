/**
 * One direction of a link: what is sent arrives in order, each after its latency, unless the wire is cut.
 *
 * Invariants: `parcels` are in the order of their arrival; while the first may arrive, a call of `arrive` is due.
 */
import { Fifo } from "../source/fifo.js";
import type { LinkConditions } from "./link-conditions.js";

/** Where a wire ends. */
export interface Receiving {
  /** Whether what has arrived has to wait. */
  readonly isPaused: boolean;
}

/** Something on its way. */
interface Parcel {
  readonly at: number;
  /** Bytes wait while the end is paused; everything else does not, but is never ahead of bytes. */
  readonly isData: boolean;
  arrive(): void;
}

export class Wire {
  private readonly conditions: LinkConditions;
  private readonly end: Receiving;
  private readonly parcels: Fifo<Parcel>;
  /** When what was sent last arrives. */
  private lastAt: number;
  private isCut: boolean;
  private due: boolean;

  constructor(conditions: LinkConditions, end: Receiving) {
    this.conditions = conditions;
    this.end = end;
    this.parcels = new Fifo();
    this.lastAt = Number.NEGATIVE_INFINITY;
    this.isCut = false;
    this.due = false;
  }

  send(isData: boolean, arrive: () => void): void {
    this.lastAt = Math.max(this.lastAt, this.conditions.arrival());
    this.parcels.push({ at: this.lastAt, isData, arrive });
    this.expect();
  }

  cut(): void {
    this.isCut = true;
  }

  heal(): void {
    this.isCut = false;
    this.expect();
  }

  /** Lets what has waited arrive; called when the end is no longer paused. */
  expect(): void {
    const first = this.parcels.first;
    if (this.due || this.isCut || first === undefined || (first.isData && this.end.isPaused)) return;
    this.due = true;
    const delay = first.at - this.conditions.loop.now();
    if (delay > 0) this.conditions.loop.startTimer(delay, () => this.arrive());
    else this.conditions.soon(() => this.arrive());
  }

  /** Forgets what is on its way. */
  clear(): void {
    this.parcels.takeAll();
  }

  private arrive(): void {
    this.due = false;
    const first = this.parcels.first;
    if (
      first !== undefined &&
      !this.isCut &&
      first.at <= this.conditions.loop.now() &&
      !(first.isData && this.end.isPaused)
    ) {
      this.parcels.shift();
      first.arrive();
    }
    this.expect();
  }
}
