/** Events of an EventTarget or a Node emitter as a source. */
import {
  type Channel,
  type ChannelOptions,
  channel,
  type NotReady,
  notReady,
  QueuedSource,
  type Receiver,
  type Source,
  type Waiter,
} from "@mailslot/core";

/** Where events come from: an EventTarget, or an emitter in Node's manner. */
export type EventOrigin =
  | Pick<EventTarget, "addEventListener" | "removeEventListener">
  | {
      on(type: string, listener: (event: unknown) => void): unknown;
      off(type: string, listener: (event: unknown) => void): unknown;
    };

/** What becomes of events that nobody has received yet. */
export interface EventsOptions {
  /** How many to keep; without, all of them. */
  readonly capacity?: number;
  /** Which to drop when there are more: by default the oldest. */
  readonly overflow?: "drop-oldest" | "drop-newest";
}

/** Received events; close it to stop listening (`using` does). */
export interface Events<E> extends Receiver<E>, Disposable {
  /** Stops listening; events that came before can still be received. */
  close(): void;
  /** How many events were dropped because nobody received them in time. */
  readonly dropped: number;
}

class Listening<E> implements Events<E> {
  private readonly received: Channel<E>;
  private readonly stop: () => void;

  constructor(origin: EventOrigin, type: string, options: EventsOptions) {
    const kept: ChannelOptions<E> = { overflow: "drop-oldest", ...options, name: `events ${type}` };
    this.received = channel<E>(kept);
    const listener = (event: E): void => {
      this.received.send(event);
    };
    this.stop = listen(origin, type, listener as never);
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
    this.stop();
    this.received.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function listen(origin: EventOrigin, type: string, listener: (event: unknown) => void): () => void {
  if ("addEventListener" in origin) {
    origin.addEventListener(type, listener);
    return () => origin.removeEventListener(type, listener);
  }
  origin.on(type, listener);
  return () => origin.off(type, listener);
}

/**
 * Listens to events of one type from now on. Those that come while nobody waits are kept, in order: all of them, or as
 * many as `capacity` says. An emitter's first argument is the event.
 */
export function events<E = unknown>(origin: EventOrigin, type: string, options: EventsOptions = {}): Events<E> {
  return new Listening(origin, type, options);
}

class NextEvent<E> extends QueuedSource<E> {
  private readonly origin: EventOrigin;
  private readonly type: string;
  private stop: (() => void) | null;

  constructor(origin: EventOrigin, type: string) {
    super();
    this.origin = origin;
    this.type = type;
    this.stop = null;
  }

  poll(): E | NotReady {
    return notReady;
  }

  override subscribe(waiter: Waiter<E>): void {
    super.subscribe(waiter);
    this.stop ??= listen(this.origin, this.type, (event) => {
      this.waiters.deliverAll(event as E);
      this.stopIfUnused();
    });
  }

  override unsubscribe(waiter: Waiter<E>): void {
    super.unsubscribe(waiter);
    this.stopIfUnused();
  }

  override describe(): string {
    return `the next event ${this.type}`;
  }

  private stopIfUnused(): void {
    if (this.waiters.head !== null) return;
    this.stop?.();
    this.stop = null;
  }
}

/**
 * Waits for the next event of one type, which all that wait get. It listens only while somebody waits, and keeps
 * nothing: an event between two waits is missed. For every event use {@link events}.
 */
export function nextEvent<E = unknown>(origin: EventOrigin, type: string): Source<E> {
  return new NextEvent(origin, type);
}
