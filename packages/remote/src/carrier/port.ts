/**
 * Carries frames through a MessagePort, as browsers and worker threads have it. What is sent in one turn crosses as one message. The
 * reader says how many frames it has taken before it tells of the first, so what a dead peer has not said that of it has not begun.
 * See docs/decisions/0502-frames-through-ports.md.
 *
 * Invariants: `unread` holds what was sent and the peer has not confirmed, in order; the last `unposted` of them have not been posted.
 */
import { currentScheduler, type Scheduler } from "@mailslot/core";
import { badArgument, checkKind, checkOptions } from "@mailslot/core/engine";
import { type Carrier, type CarrierListener, keepParcel, type Parcel } from "./carrier.js";

/** What `portCarrier` uses of a MessagePort: one of a browser, of a worker thread, or anything like it. */
export interface PortLike {
  /** Posts a copy of a message to the other end. */
  postMessage(message: unknown): void;
  /** Listens to `message`, `messageerror` and `close`. */
  addEventListener(type: string, listener: (event: object) => void): void;
  /** Lets messages come, where listening alone does not. */
  start?(): void;
  /** Closes both ends, once what was posted has arrived. */
  close(): void;
}

/** How frames go through a port. */
export interface PortOptions {
  /** How many frames the other end may have left unread before `send` returns false. Default: 1,024. */
  readonly capacity?: number;
  /** Whose tasks hear of what comes. Default: the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
}

/** One end of a connection through a port. */
export interface PortCarrier extends Carrier {
  /**
   * Ends the connection, as when the port says that its other end is closed: for platforms whose ports do not say so, when a worker
   * is terminated there or has failed. Does nothing when the connection is over.
   */
  peerDied(): void;
}

/** What crosses a port. */
type Message =
  | { readonly frames: readonly Parcel[] }
  | { readonly taken: number }
  | { readonly closed: true }
  | null
  | undefined;

const CAPACITY = 1_024;

class PortEnd implements PortCarrier {
  private readonly port: PortLike;
  private readonly scheduler: Scheduler;
  private readonly capacity: number;
  private listener: CarrierListener | null;
  private readonly unread: Parcel[];
  private unposted: number;
  private isFull: boolean;
  /** This end has closed, or the peer is dead. */
  private isOver: boolean;

  constructor(port: PortLike, { capacity = CAPACITY, scheduler = currentScheduler() }: PortOptions) {
    this.port = port;
    this.scheduler = scheduler;
    this.capacity = capacity;
    this.listener = null;
    this.unread = [];
    this.unposted = 0;
    this.isFull = false;
    this.isOver = false;
  }

  send(parcel: Parcel): boolean {
    if (this.isOver) return true;
    this.unread.push(keepParcel(parcel));
    if (this.unposted++ === 0) Promise.resolve().then(() => this.post());
    // At once, so that what cannot cross is the failure of this call.
    if (parcel.shared.length > 0) this.post();
    if (this.unread.length >= this.capacity) this.isFull = true;
    return !this.isFull;
  }

  start(listener: CarrierListener): void {
    this.listener = listener;
    const { port } = this;
    port.addEventListener("message", (event) => this.hear(() => this.take((event as { readonly data: Message }).data)));
    for (const type of ["messageerror", "close"]) port.addEventListener(type, () => this.peerDied());
    port.start?.();
  }

  close(): void {
    if (this.isOver) return;
    this.post();
    this.isOver = true;
    this.port.postMessage({ closed: true });
    this.port.close();
  }

  peerDied(): void {
    this.hear(() => this.bury());
  }

  private post(): void {
    const { unread, unposted } = this;
    if (this.isOver || unposted === 0) return;
    this.unposted = 0;
    this.port.postMessage({ frames: unread.slice(-unposted) });
  }

  private hear(act: () => void): void {
    if (!this.isOver) this.scheduler.io(act);
  }

  private take(message: Message): void {
    if (typeof message !== "object" || message === null) this.bury();
    else if ("frames" in message) this.takeFrames(message.frames);
    else if ("taken" in message) this.confirm(message.taken);
    else this.bury();
  }

  private takeFrames(frames: readonly Parcel[]): void {
    // Before any is told. Pairs with bury() at the other end: what is not confirmed there was not begun here.
    this.port.postMessage({ taken: frames.length });
    for (const parcel of frames) if (!this.isOver) this.listener?.receive(parcel); // user code may run here
  }

  private confirm(count: number): void {
    this.unread.splice(0, count);
    if (!this.isFull || this.unread.length > this.capacity / 2) return;
    this.isFull = false;
    this.listener?.room();
  }

  private bury(): void {
    this.isOver = true;
    this.port.close();
    this.listener?.dead(this.unread.splice(0));
  }
}

/**
 * Makes one end of a connection of a MessagePort, of a browser or of `node:worker_threads`; the other end is made of the port that it
 * is entangled with, on whichever thread. The port is the carrier's from then on. When the other end closes, or its thread ends, this
 * one is told that its peer is dead, if the port has the event `close`, as those of Node have; else call `peerDied`. Fails with
 * `ERR_MAILSLOT_ARGUMENT` if it is not such a port.
 *
 * @example
 * ```ts
 * import { defineActor } from "@mailslot/actor";
 * import { createNode, portCarrier } from "@mailslot/remote";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const { port1, port2 } = new MessageChannel(); // a program posts port2 to a worker, which makes a node there
 * createNode({ id: "b", definitions: [Worker] }).connect(portCarrier(port2));
 * const peer = createNode({ id: "a", definitions: [Worker] }).connect(portCarrier(port1));
 * const worker = await peer.spawn(Worker);
 * console.log(await worker.ask.square(3)); // 9
 * peer.close();
 * ```
 */
export function portCarrier(port: PortLike, options: PortOptions = {}): PortCarrier {
  for (const method of ["postMessage", "addEventListener", "close"])
    checkKind("the port given to portCarrier()", port, method, "a MessagePort");
  checkOptions("portCarrier()", options);
  const { capacity = CAPACITY, scheduler } = options;
  if (typeof capacity !== "number" || !(capacity >= 1))
    throw badArgument("the capacity of a port", capacity, "a number of frames from 1");
  if (scheduler !== undefined) checkKind("the scheduler of a port", scheduler, "io", "a scheduler");
  return new PortEnd(port, options);
}
