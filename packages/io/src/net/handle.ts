/**
 * Handles: what a task of another scheduler is given instead of a connection or a listener. Its operations run at home,
 * where the connection belongs, and their results go to the waiter, wherever it is.
 */
import { mapped, type NotReady, type Receiver, type Source } from "@mailslot/core";
import { badArgument, isInstance, untilClosed } from "@mailslot/core/engine";
import { Accept } from "./accept.js";
import type { Connection } from "./connection.js";
import { ConnectionCore } from "./connection-core.js";
import { ListenerCore } from "./listener-core.js";
import type { Listener } from "./network.js";
import { Read } from "./read.js";

/** A connection, for tasks of any scheduler. It says nothing at once: whatever can be asked of it can be waited for. */
export interface ConnectionHandle extends AsyncIterable<Buffer>, AsyncDisposable {
  /** Reads as {@link Connection.read} does; the chunk is the reader's own, whatever the connection's read buffer. */
  read(): Source<Buffer | undefined>;
  /** Writes as {@link Connection.write} does. */
  write(data: Uint8Array | string): Source<void>;
  /** Ends this side as {@link Connection.end} does. */
  end(): Source<void>;
  /** Closes both sides as {@link Connection.close} does. */
  close(): Source<Error | null>;
  /** Completes as {@link Connection.closed} does. */
  readonly closed: Source<Error | null>;
}

/** A listener, for tasks of any scheduler: it gives handles. */
export interface ListenerHandle extends Receiver<ConnectionHandle>, AsyncDisposable {
  /** Accepts as {@link Listener.accept} does. */
  accept(): Source<ConnectionHandle>;
  /** Accepts too; by this name a handle is what select takes for a case. */
  recv(): Source<ConnectionHandle>;
  /** Stops listening as {@link Listener.close} does. */
  close(): void;
}

/** The read of a connection, for waits of any scheduler. */
class ReadAtHome extends Read {
  override poll(): Buffer | undefined | NotReady {
    return this.connection.takeNext();
  }
}

/** The accept of a listener, for waits of any scheduler. */
class AcceptAtHome extends Accept {
  override poll(): Connection | NotReady {
    return this.listener.takeNext();
  }
}

class HandleOfConnection implements ConnectionHandle {
  private readonly connection: ConnectionCore;
  private readonly reading: Source<Buffer | undefined>;

  constructor(connection: ConnectionCore) {
    this.connection = connection;
    this.reading = mapped(new ReadAtHome(connection), (chunk) => chunk && connection.keepable(chunk));
  }

  read(): Source<Buffer | undefined> {
    return this.reading;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let chunk = await this.reading; chunk !== undefined; chunk = await this.reading) yield chunk;
  }

  write(data: Uint8Array | string): Source<void> {
    return this.connection.put(data);
  }

  end(): Source<void> {
    return this.connection.endSide();
  }

  close(): Source<Error | null> {
    return this.connection.closeBoth();
  }

  get closed(): Source<Error | null> {
    return this.connection.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.closeBoth();
  }
}

class HandleOfListener implements ListenerHandle {
  private readonly listener: ListenerCore;
  private readonly accepting: Source<ConnectionHandle>;

  constructor(listener: ListenerCore) {
    this.listener = listener;
    this.accepting = mapped(new AcceptAtHome(listener), (connection) => handle(connection));
  }

  accept(): Source<ConnectionHandle> {
    return this.accepting;
  }

  recv(): Source<ConnectionHandle> {
    return this.accepting;
  }

  [Symbol.asyncIterator](): AsyncGenerator<ConnectionHandle, void, undefined> {
    return untilClosed(this.accepting);
  }

  close(): void {
    this.listener.closeNow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.closeNow();
  }
}

/**
 * Makes what a task of another scheduler may use in place of a connection of this package.
 *
 * @example
 * ```ts
 * import { createScheduler, go } from "@mailslot/core";
 * import { handle, memoryNetwork } from "@mailslot/io";
 *
 * const network = memoryNetwork({ pieces: false });
 * await go(function* () {
 *   const listener = yield* network.listen({ port: 80 });
 *   const client = yield* network.connect({ port: 80 });
 *   const peer = handle(yield* listener.accept());
 *   client.write("hello");
 *   // A task of another scheduler may use the handle, not the connection.
 *   yield* createScheduler().go(function* () {
 *     console.log(String(yield* peer.read())); // hello
 *   });
 *   listener.close();
 * });
 * ```
 */
export function handle(connection: Connection): ConnectionHandle;
/** Makes what a task of another scheduler may use in place of a listener: it gives handles of connections. */
export function handle(listener: Listener): ListenerHandle;
export function handle(object: Connection | Listener): ConnectionHandle | ListenerHandle {
  if (isInstance(object, ConnectionCore)) return new HandleOfConnection(object);
  if (isInstance(object, ListenerCore)) return new HandleOfListener(object);
  throw badArgument("the argument of handle()", object, "a connection or a listener");
}
