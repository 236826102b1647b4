/**
 * One direction of a link: what is sent leaves byte after byte and arrives in order, each after its latency, unless the
 * wire is cut.
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
  /** When the last byte that was sent has left. */
  private freeAt: number;
  /** What this wire adds to the conditions of its network: time on the way, in ms, and bytes per second. */
  private extra: number;
  private rate: number;
  private isCut: boolean;
  private due: boolean;

  constructor(conditions: LinkConditions, end: Receiving) {
    this.conditions = conditions;
    this.end = end;
    this.parcels = new Fifo();
    this.lastAt = Number.NEGATIVE_INFINITY;
    this.freeAt = Number.NEGATIVE_INFINITY;
    this.extra = 0;
    this.rate = Number.POSITIVE_INFINITY;
    this.isCut = false;
    this.due = false;
  }

  /** Bytes that are sent as one parcel at most: on a slow wire, what passes in a tenth of a second. */
  get portion(): number {
    return Math.max(1, Math.floor(this.bytesPerSecond / 10));
  }

  private get bytesPerSecond(): number {
    return Math.min(this.rate, this.conditions.rate);
  }

  /** Sends `size` bytes, or with 0 something that is none. */
  send(size: number, arrive: () => void): void {
    const left = Math.max(this.freeAt, this.conditions.loop.now());
    this.freeAt = left + (size * 1_000) / this.bytesPerSecond;
    const at = this.freeAt + this.extra + this.conditions.latency();
    this.lastAt = Math.max(this.lastAt, this.bytesPerSecond === Number.POSITIVE_INFINITY ? at : Math.ceil(at));
    this.parcels.push({ at: this.lastAt, isData: size > 0, arrive });
    this.expect();
  }

  /** From now on: what is on its way arrives as it would have. */
  delay(ms: number): void {
    this.extra = ms;
  }

  /** From now on, too. */
  slow(bytesPerSecond: number): void {
    this.rate = bytesPerSecond;
  }

  cut(): void {
    this.isCut = true;
  }

  heal(): void {
    this.isCut = false;
    this.extra = 0;
    this.rate = Number.POSITIVE_INFINITY;
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
