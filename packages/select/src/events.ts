/** Events of an EventTarget or a Node emitter as a source. */
import { type Channel, channel, type Receiver, type Source } from "@mailslot/core";

/** Where events come from: an EventTarget, or an emitter in Node's manner. */
export type EventOrigin =
  | Pick<EventTarget, "addEventListener" | "removeEventListener">
  | {
      on(type: string, listener: (...args: never[]) => void): unknown;
      off(type: string, listener: (...args: never[]) => void): unknown;
    };

/** Received events; close it to stop listening (`using` does). */
export interface Events<E> extends Receiver<E>, Disposable {
  /** Stops listening; events that came before can still be received. */
  close(): void;
}

class Listening<E> implements Events<E> {
  private readonly received: Channel<E>;
  private readonly stop: () => void;

  constructor(origin: EventOrigin, type: string) {
    this.received = channel<E>({ name: `events ${type}` });
    const listener = (event: E): void => {
      this.received.send(event);
    };
    this.stop = listen(origin, type, listener as never);
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
  origin.on(type, listener as never);
  return () => origin.off(type, listener as never);
}

/**
 * Listens to events of one type from now on. Those that come while nobody waits are kept, in order. An emitter's first
 * argument is the event.
 */
export function events<E = unknown>(origin: EventOrigin, type: string): Events<E> {
  return new Listening(origin, type);
}
