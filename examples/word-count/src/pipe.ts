// A bounded channel between two stages that counts what goes through it, how full it has been, and who had to wait.
import { type Channel, channel, orClosed, type Source, type Wait } from "@mailslot/core";

/** How often and how long the tasks of one stage had to wait for the channels around it. */
export interface StageCounters {
  readonly name: string;
  readonly tasks: number;
  /** Waits for the next message, while the channel before it was empty. */
  starved: number;
  starvedMs: number;
  /** Waits for room: back-pressure, while the channel after it was full. */
  blocked: number;
  blockedMs: number;
}

/** Starts the counters of a stage. */
export function stageCounters(name: string, tasks: number): StageCounters {
  return { name, tasks, starved: 0, starvedMs: 0, blocked: 0, blockedMs: 0 };
}

export class Pipe<T> {
  readonly name: string;
  readonly capacity: number;
  /** Messages that have gone in. */
  messages: number;
  /** The most messages it has held. */
  peak: number;
  private readonly channel: Channel<T>;
  private readonly next: Source<T | null>;

  constructor(name: string, capacity: number) {
    this.name = name;
    this.capacity = capacity;
    this.messages = 0;
    this.peak = 0;
    this.channel = channel<T>({ name, capacity });
    this.next = orClosed(this.channel.recv(), null);
  }

  /** Sends a message, and waits for room first if there is none. */
  *send(stage: StageCounters, message: T): Generator<Wait, void, unknown> {
    const full = this.channel.length >= this.capacity;
    const since = performance.now();
    yield* this.channel.send(message);
    this.messages++;
    this.peak = Math.max(this.peak, this.channel.length);
    if (!full) return;
    stage.blocked++;
    stage.blockedMs += performance.now() - since;
  }

  /** Receives a message; null when the pipe is closed and empty. */
  *receive(stage: StageCounters): Generator<Wait, T | null, unknown> {
    const empty = this.channel.length === 0;
    const since = performance.now();
    const message = yield* this.next;
    if (empty && message !== null) {
      stage.starved++;
      stage.starvedMs += performance.now() - since;
    }
    return message;
  }

  /** Tells the receivers that nothing more comes. */
  close(): void {
    this.channel.close();
  }
}
