/**
 * The interface that networks stand behind: real sockets (../socket) and the one in memory (../memory). A program
 * that takes a `Network` can be tested without sockets; both pass one contract suite.
 */
import type { Receiver, Source, Task } from "@mailslot/core";
import type { Connection } from "./connection.js";
import type { Address, ConnectOptions, ListenOptions } from "./options.js";

/** Opens connections, and waits for those of others. */
export interface Network {
  /**
   * Binds an address, when waited on, and completes with a listener. Given up, or aborted by `signal`, it leaves nothing
   * bound. Fails with an {@link IoError}: `ERR_MAILSLOT_ADDRESS_IN_USE`, `…_ADDRESS_NOT_AVAILABLE`, `…_DENIED`,
   * `…_UNKNOWN_HOST`. Throws a UsageError at once when the options make no sense.
   */
  listen(options: ListenOptions): Source<Listener>;

  /**
   * Connects, when waited on, and completes with a connection (with TLS: once the peer has proved who it is). Given up, or
   * aborted by `signal`, it leaves no socket. Fails with an {@link IoError}: `ERR_MAILSLOT_REFUSED`,
   * `…_UNKNOWN_HOST`, `…_UNREACHABLE`, `…_TIMED_OUT`, `…_RESET`, `…_TLS`. Throws a UsageError at once when the options
   * make no sense. Waits as long as the system does: to wait less, `timeout(connect(…), 5_000)`.
   */
  connect(options: ConnectOptions): Source<Connection>;
}

/**
 * Gives the connections that come in. It can stand as a case of a select, and be iterated over: iteration ends when it is
 * closed.
 */
export interface Listener extends Receiver<Connection>, AsyncDisposable {
  /** Where it listens, as it turned out: with port 0 the system has chosen one. Can be given to `connect`. */
  readonly address: Address;
  /** The port it listens on; 0 for a path. */
  readonly port: number;
  /** Whether it has been closed. */
  readonly closed: boolean;
  /** How many connections it has turned away: they were not accepted in time, or their TLS handshake failed. */
  readonly refused: number;

  /**
   * Accepts the next connection, or waits for one: first come, first served. A cancelled wait takes none. Fails with
   * ClosedError when the listener is closed, and once with an {@link IoError} when the system could not accept.
   */
  accept(): Source<Connection>;

  /** Accepts as {@link Listener.accept} does; by this name a listener is what select takes for a case. */
  recv(): Source<Connection>;

  /**
   * Accepts every connection from now on and runs `handler` for it, in a task of its own: a generator function, an async
   * or plain function. The connection is closed when its handler completes, and reset when it fails or is cancelled. A
   * failure goes to `onFailure`, and ends nothing more. The task that is returned ends when the listener is closed;
   * cancelling it leaves further connections to others.
   */
  serve(handler: (connection: Connection) => unknown): Task<void>;

  /**
   * Stops listening, at once: the address is free. Connections not yet accepted are dropped; those accepted go on.
   * Waits fail with ClosedError.
   */
  close(): void;
}
