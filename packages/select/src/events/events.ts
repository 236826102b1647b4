/** Events of an EventTarget or a Node emitter as a source. */
import { type Channel, type ChannelOptions, channel, type Receiver, type Source } from "@mailslot/core";
import { checkOptions } from "@mailslot/core/engine";
import { checkOrigin, type EventOrigin, listen } from "./event-origin.js";

/** What becomes of events that were not yet received. */
export interface EventsOptions {
  /** How many events to keep. Default: all of them. */
  readonly capacity?: number;
  /** Which events to drop when there are more. Default: `"drop-oldest"`. */
  readonly overflow?: "drop-oldest" | "drop-newest";
}

/** Events as they come. Close it to stop listening (`using` does). */
export interface Events<E> extends Receiver<E>, Disposable {
  /** Stops listening; events that came before can still be received. */
  close(): void;
  /** How many events were dropped because they were not received in time. */
  readonly dropped: number;
}

class Listening<E> implements Events<E> {
  private readonly received: Channel<E>;
  private readonly stop: () => void;

  constructor(origin: EventOrigin, type: string, options: EventsOptions) {
    const kept: ChannelOptions<E> = { overflow: "drop-oldest", ...options, name: `events ${String(type)}` };
    this.received = channel<E>(kept);
    const listener = (event: E): void => {
      if (!this.received.closed) this.received.send(event);
    };
    this.stop = listen(origin, type, listener as never); // user code may run here
  }

  get dropped(): number {
    return this.received.dropped;
  }

  recv(): Source<E> {
    return this.received.recv();
  }

  [Symbol.asyncIterator](): AsyncIterator<E> {
    return this.received[Symbol.asyncIterator]();
  }

  close(): void {
    try {
      this.stop(); // user code may run here
    } finally {
      this.received.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Listens to events of one type from now on. Events that come while no task waits are kept, in order: all of them, or as
 * many as `capacity` says. An emitter's first argument is the event. Closed, it gives what it has kept; then a wait fails
 * with `ClosedError`, and iteration ends.
 *
 * @example
 * ```ts
 * import { EventEmitter } from "node:events";
 * import { events } from "@mailslot/select";
 *
 * const sensor = new EventEmitter();
 * const readings = events<number>(sensor, "reading", { capacity: 2 });
 * for (const value of [1, 2, 3]) sensor.emit("reading", value);
 * readings.close();
 * for await (const value of readings) console.log(value); // 2
 * console.log(readings.dropped); // 1
 * ```
 */
export function events<E = unknown>(origin: EventOrigin, type: string, options: EventsOptions = {}): Events<E> {
  checkOrigin("events", origin, type);
  checkOptions("events()", options);
  return new Listening(origin, type, options);
}
