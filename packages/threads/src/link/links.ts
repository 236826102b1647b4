/** The connections of this thread with all others, as its pump sees them. */

import type { Memory } from "../thread/memory.js";
import { type Link, RingCarrier } from "./ring-carrier.js";

export class Links {
  /** Says that there is something to do here. */
  poke: () => void;
  /** Called when a thread has written stray bytes, and must be ended. */
  onStray: (peer: number, error: Error) => void;
  private readonly memory: Memory;
  private readonly carriers: Map<number, RingCarrier>;

  constructor(memory: Memory) {
    this.poke = () => {};
    this.onStray = () => {};
    this.memory = memory;
    this.carriers = new Map();
  }

  get any(): boolean {
    return this.carriers.size > 0;
  }

  /** Makes this thread's end of a connection with thread `peer`. */
  add(peer: number, link: Link): RingCarrier {
    const carrier = new RingCarrier(link, {
      stir: () => this.poke(),
      wakePeer: () => this.memory.wake(peer),
      stray: (error) => this.onStray(peer, error),
    });
    this.carriers.set(peer, carrier);
    return carrier;
  }

  /** Ends the connection with a thread that is dead. */
  drop(peer: number): void {
    const carrier = this.carriers.get(peer);
    this.carriers.delete(peer);
    carrier?.peerDied();
  }

  /** Tells what has come; returns whether anything has. */
  take(): boolean {
    let taken = false;
    for (const carrier of this.carriers.values()) if (carrier.take()) taken = true;
    return taken;
  }

  /** Whether something was sent and is not visible to the others yet. */
  get hasSent(): boolean {
    for (const carrier of this.carriers.values()) if (carrier.hasSent) return true;
    return false;
  }

  /** Makes visible to the others what this thread has sent. */
  publish(): void {
    for (const carrier of this.carriers.values()) carrier.publish();
  }

  /** Whether there is something to do: part of the second look of a thread that is about to sleep. */
  hasWork(): boolean {
    for (const carrier of this.carriers.values()) if (carrier.hasWork()) return true;
    return false;
  }
}
