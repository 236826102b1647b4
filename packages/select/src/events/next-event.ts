/**
 * The next event of one type, as a source.
 *
 * Invariants: it listens while a waiter stands in its list, or (`lingers`) while it is asked often and not waited on.
 * `missed` is the first event since then that no waiter took.
 */
import { currentScheduler, type NotReady, notReady, QueuedSource, type Source, type Waiter } from "@mailslot/core";
import { deliver } from "@mailslot/core/engine";
import { LISTEN_AFTER_ASKING } from "../policy.js";
import { checkOrigin, type EventOrigin, listen } from "./event-origin.js";

/** Stands for what stops listening while that has only begun. */
const NOT_YET = (): void => undefined;

class NextEvent<E> extends QueuedSource<E> {
  private readonly origin: EventOrigin;
  private readonly type: string;
  private stop: (() => void) | null;
  private missed: { readonly event: E } | null;
  /** How often it was asked since it was last waited on. */
  private asks: number;
  private lingers: boolean;

  constructor(origin: EventOrigin, type: string) {
    super();
    this.origin = origin;
    this.type = type;
    this.stop = null;
    this.missed = null;
    this.asks = 0;
    this.lingers = false;
  }

  poll(): E | NotReady {
    const { missed } = this;
    if (missed !== null) {
      this.missed = null;
      return missed.event;
    }
    if (++this.asks >= LISTEN_AFTER_ASKING && !this.lingers) this.linger();
    return notReady;
  }

  override subscribe(waiter: Waiter<E>): void {
    if (!this.lingers) this.asks = 0;
    this.listen(); // user code may run here
    super.subscribe(waiter);
  }

  override unsubscribe(waiter: Waiter<E>): void {
    super.unsubscribe(waiter);
    if (!this.lingers) this.forgetIfUnused();
  }

  override describe(): string {
    return `the next event ${String(this.type)}`;
  }

  private listen(): void {
    if (this.stop !== null) return;
    this.stop = NOT_YET; // the code that runs may wait here, too
    try {
      this.stop = listen(this.origin, this.type, (event) => this.came(event as E)); // user code may run here
    } catch (error) {
      this.stop = null;
      throw error;
    }
  }

  private came(event: E): void {
    const first = this.waiters.take();
    if (first === null)
      this.missed ??= { event }; // a loop that is busy refuses it, and asks later
    else {
      deliver(first, event);
      this.waiters.deliverAll(event);
    }
    if (!this.lingers) this.stopIfUnused();
  }

  /** Listens without a waiter, for as long as it is asked between one poll of the host and the next. */
  private linger(): void {
    this.listen(); // user code may run here
    this.lingers = true;
    const { loop } = currentScheduler();
    const look = (): void => {
      if (this.asks > 0) {
        this.asks = 0;
        loop.afterPoll(look);
        return;
      }
      this.lingers = false;
      this.forgetIfUnused();
    };
    loop.afterPoll(look);
  }

  private forgetIfUnused(): void {
    if (this.waiters.head === null) this.missed = null;
    this.stopIfUnused();
  }

  private stopIfUnused(): void {
    const { stop } = this;
    if (stop === null || stop === NOT_YET || this.waiters.head !== null) return;
    this.stop = null;
    stop(); // user code may run here
  }
}

/**
 * Waits for the next event of one type; every task that waits gets it. It listens only during a wait, or while a select
 * whose other cases are always ready asks for it again and again. An event between two waits is missed: for every event use
 * {@link events}. An emitter's first argument is the event.
 *
 * @example
 * ```ts
 * import { EventEmitter } from "node:events";
 * import { sleep } from "@mailslot/core";
 * import { nextEvent, select } from "@mailslot/select";
 *
 * const socket = new EventEmitter();
 * setTimeout(() => socket.emit("close", "bye"), 5);
 * const event = await select({ close: nextEvent<string>(socket, "close"), late: sleep(5_000) });
 * console.log(event.case, event.value); // close bye
 * ```
 */
export function nextEvent<E = unknown>(origin: EventOrigin, type: string): Source<E> {
  checkOrigin("nextEvent", origin, type);
  return new NextEvent(origin, type);
}
