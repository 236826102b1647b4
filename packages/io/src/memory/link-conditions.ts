/** What the way of bytes through a network in memory depends on: time, chance, and how much fits. */
import type { EventLoop } from "@mailslot/core";
import type { Random } from "@mailslot/select";

export class LinkConditions {
  readonly loop: EventLoop;
  readonly capacity: number;
  /** What each way takes beside its latency, in ms. */
  delay: number;
  /** Bytes that pass in one direction of a connection in a second. */
  rate: number;
  private readonly random: Random;
  private readonly least: number;
  private readonly most: number;
  private readonly pieces: boolean;

  constructor(
    loop: EventLoop,
    random: Random,
    latency: number | readonly [number, number],
    pieces: boolean,
    capacity: number,
    rate: number,
  ) {
    this.loop = loop;
    this.delay = 0;
    this.rate = rate;
    this.random = random;
    const [least, most] = typeof latency === "number" ? [latency, latency] : latency;
    this.least = least;
    this.most = most;
    this.pieces = pieces;
    this.capacity = capacity;
  }

  /** How long what is sent now is on its way. */
  latency(): number {
    return this.delay + this.least + this.random(Math.floor(this.most - this.least) + 1);
  }

  /** Calls back soon, but not within this call. */
  soon(callback: () => void): void {
    this.loop.soon(callback);
  }

  /** Calls back when what is sent now arrives. */
  later(callback: () => void): void {
    const delay = this.latency();
    if (delay <= 0) this.loop.soon(callback);
    else this.loop.startTimer(delay, callback);
  }

  /** Cuts bytes into pieces of at least one byte: one, two or three. */
  cut(bytes: Buffer): Buffer[] {
    if (!this.pieces || bytes.length < 2) return [bytes];
    const cuts = Array.from({ length: this.random(3) }, () => 1 + this.random(bytes.length - 1)).sort((a, b) => a - b);
    return [0, ...cuts]
      .map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length))
      .filter((piece) => piece.length > 0);
  }
}
