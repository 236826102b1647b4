/**
 * What all listeners have in common: connections not yet accepted, and what waits to accept.
 *
 * Invariants: while something waits, no connection does; a closed listener has neither.
 */
import {
  CancelledError,
  ClosedError,
  type NotReady,
  notReady,
  type Scheduler,
  type Source,
  type Task,
  type Waiter,
  WaitList,
} from "@mailslot/core";
import { checkFunction, untilClosed } from "@mailslot/core/engine";
import { IoError } from "../errors.js";
import { checkHome, type Owned, stayHome } from "../ownership.js";
import { BACKLOG } from "../policy.js";
import { tell } from "../report.js";
import { whenAborted } from "../source/abort-signal.js";
import { Fifo } from "../source/fifo.js";
import { Accept } from "./accept.js";
import type { Connection } from "./connection.js";
import type { ConnectionCore } from "./connection-core.js";
import type { Listener } from "./network.js";
import type { Address, ListenOptions } from "./options.js";
import { serving } from "./serving.js";

export abstract class ListenerCore implements Listener, Owned {
  readonly scheduler: Scheduler;
  closed: boolean;
  refused: number;
  private readonly options: ListenOptions;
  private readonly acceptors: WaitList<Connection>;
  private readonly arrived: Fifo<ConnectionCore>;
  private readonly accepting: Accept;
  /** Why the system could not accept; the next to ask is told. */
  private trouble: IoError | null;
  private abortion: CancelledError | null;
  private readonly stopListening: () => void;

  constructor(scheduler: Scheduler, options: ListenOptions) {
    stayHome(this);
    this.scheduler = scheduler;
    this.closed = false;
    this.refused = 0;
    this.options = options;
    this.acceptors = new WaitList();
    this.arrived = new Fifo();
    this.accepting = new Accept(this);
    this.trouble = null;
    this.abortion = null;
    this.stopListening = whenAborted(options.signal, () => this.abort());
  }

  abstract readonly address: Address;
  /** Frees the address. */
  protected abstract stop(): void;

  get port(): number {
    return this.address.port ?? 0;
  }

  accept(): Source<Connection> {
    return this.accepting;
  }

  recv(): Source<Connection> {
    return this.accepting;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Connection, void, undefined> {
    return untilClosed(this.accepting);
  }

  serve(handler: (connection: Connection) => unknown): Task<void> {
    checkHome(this);
    checkFunction(`the handler for ${this.describe()}`, handler);
    return this.scheduler.go(() => serving(this, handler, this.options.onFailure)) as Task<void>;
  }

  pollAccept(): Connection | NotReady {
    checkHome(this);
    return this.takeNext();
  }

  /** What `accept` gives now, whichever scheduler asks. */
  takeNext(): Connection | NotReady {
    if (this.closed) throw this.closedError();
    const { trouble } = this;
    this.trouble = null;
    if (trouble !== null) throw trouble;
    return this.arrived.shift() ?? notReady;
  }

  enterAcceptor(waiter: Waiter<Connection>): void {
    this.acceptors.add(waiter);
  }

  leaveAcceptor(waiter: Waiter<Connection>): void {
    this.acceptors.remove(waiter);
  }

  close(): void {
    checkHome(this);
    this.closeNow();
  }

  /** Closes, whichever scheduler asks. */
  closeNow(): void {
    if (this.closed) return;
    this.closed = true;
    this.stopListening();
    this.stop();
    for (const connection of this.arrived.takeAll()) connection.resetNow();
    this.scheduler.io(() => this.acceptors.failAll(() => this.closedError()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closeNow();
  }

  describe(): string {
    const { path, host, port } = this.address;
    return `the listener on ${path ?? `${host}:${port}`}`;
  }

  toJSON(): string {
    return this.describe();
  }

  // What happens

  /** A connection has come. */
  arrive(connection: ConnectionCore): void {
    if (this.closed) {
      connection.resetNow(); // its handshake has ended too late
      return;
    }
    const acceptor = this.acceptors.take();
    if (acceptor !== null) this.scheduler.io(() => acceptor.deliver(connection));
    else if (this.hasRoom()) this.arrived.push(connection);
    else {
      connection.resetNow();
      this.refuse(new IoError("ERR_MAILSLOT_LIMIT", `${this.describe()}: a connection was not accepted in time`));
    }
  }

  /** Whether one more may wait; connections that have broken by now make room. */
  private hasRoom(): boolean {
    const most = this.options.backlog ?? BACKLOG;
    if (this.arrived.length >= most) this.arrived.keep((connection) => !connection.isBroken);
    return this.arrived.length < most;
  }

  /** A connection could not be made. */
  refuse(error: IoError): void {
    this.refused++;
    tell(`onRefused of ${this.describe()}`, () => this.options.onRefused?.(error));
  }

  /** The system could not accept. */
  couldNotAccept(error: IoError): void {
    const acceptor = this.acceptors.take();
    if (acceptor === null) this.trouble = error;
    else this.scheduler.io(() => acceptor.fail(error));
  }

  private abort(): void {
    this.abortion = new CancelledError(`${this.describe()} was aborted`, this.options.signal?.reason);
    this.closeNow();
  }

  private closedError(): Error {
    return this.abortion ?? new ClosedError(`${this.describe()} is closed`);
  }
}
