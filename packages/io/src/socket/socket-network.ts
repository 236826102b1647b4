/**
 * The network of real sockets: TCP, Unix sockets and TLS, on node:net and node:tls. See
 * docs/decisions/0220-connections.md.
 */
import * as net from "node:net";
import * as tls from "node:tls";
import { currentScheduler, type Scheduler, type Source } from "@mailslot/core";
import { ioError } from "../errors.js";
import type { Connection } from "../net/connection.js";
import type { Listener, Network } from "../net/network.js";
import {
  addressText,
  type ConnectOptions,
  keepAliveDelay,
  type ListenOptions,
  readConnect,
  readListen,
} from "../net/options.js";
import { NETWORK } from "../ownership.js";
import { BACKLOG, HANDSHAKE, WRITE_AHEAD } from "../policy.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { safeClient, safeServer } from "./callbacks.js";
import { ReadBuffer } from "./read-buffer.js";
import { SocketConnection } from "./socket-connection.js";
import { SocketListener } from "./socket-listener.js";

/**
 * Binds a port or the path of a Unix socket, when waited on, and completes with a {@link Listener}; see
 * {@link Network.listen}.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { connect, listen } from "@mailslot/io";
 *
 * const listener = await listen({ host: "127.0.0.1", port: 0 });
 * go(function* echo() {
 *   const peer = yield* listener.accept();
 *   for (let chunk = yield* peer.read(); chunk !== undefined; chunk = yield* peer.read()) yield* peer.write(chunk);
 *   yield* peer.close();
 * });
 * const client = await connect(listener.address);
 * client.write("hello"), client.end();
 * console.log(String(await client.read())); // hello
 * listener.close();
 * ```
 */
export function listen(options: ListenOptions): Source<Listener> {
  const read = readListen(options);
  const scheduler = currentScheduler();
  const what = `listening on ${addressText(read, "*")}`;
  return new ColdOperation<Listener>(scheduler, {
    what,
    otherwise: read.tls === undefined ? undefined : "ERR_MAILSLOT_TLS",
    signal: read.signal,
    begin: (attempt) => bind(scheduler, what, read, attempt),
    discard: (listener) => void listener[Symbol.asyncDispose](),
  });
}

/**
 * Connects to a port or the path of a Unix socket, when waited on, and completes with a {@link Connection}; see
 * {@link Network.connect}.
 *
 * @example
 * ```ts
 * import { go, timeout } from "@mailslot/core";
 * import { connect, listen } from "@mailslot/io";
 *
 * await go(function* () {
 *   const listener = yield* listen({ host: "127.0.0.1", port: 0 });
 *   const client = yield* timeout(connect(listener.address), 5_000);
 *   const peer = yield* listener.accept();
 *   peer.write("welcome");
 *   console.log(String(yield* client.read())); // welcome
 *   yield* peer.close();
 *   yield* client.close();
 *   listener.close();
 * });
 * ```
 */
export function connect(options: ConnectOptions): Source<Connection> {
  const read = readConnect(options);
  const scheduler = currentScheduler();
  return new ColdOperation<Connection>(scheduler, {
    what: `connecting to ${addressText(read, "localhost")}`,
    otherwise: read.tls ? "ERR_MAILSLOT_TLS" : undefined,
    signal: read.signal,
    begin: (attempt) => dial(scheduler, read, attempt),
    discard: (connection) => void connection[Symbol.asyncDispose](),
  });
}

/** The network of real sockets. */
export const sockets: Network = /* @__PURE__ */ Object.assign({ home: NETWORK }, { listen, connect });

function bind(scheduler: Scheduler, what: string, options: ListenOptions, attempt: Attempt<Listener>): () => void {
  const server = options.tls === undefined ? net.createServer(common(options)) : secureServer(options, options.tls);
  const failed = (error: Error): void => attempt.failed(ioError(what, error));
  let listener: SocketListener | null = null;
  server.once("error", failed);
  const { port, host, path, backlog = BACKLOG } = options;
  server.listen(withoutGaps({ port, host, path, backlog }), () => {
    server.off("error", failed);
    listener = new SocketListener(scheduler, server, options);
    attempt.completed(listener);
  });
  return () => {
    if (listener === null) server.close();
    else listener.closeNow();
  };
}

function secureServer(options: ListenOptions, given: tls.TlsOptions): tls.Server {
  return tls.createServer({ handshakeTimeout: HANDSHAKE, ...safeServer(given), ...common(options) });
}

function dial(scheduler: Scheduler, options: ConnectOptions, attempt: Attempt<Connection>): () => void {
  const { port, host, path, localAddress, tls: secure, readBuffer } = options;
  const where = addressText(options, "localhost");
  const buffer = readBuffer === undefined ? undefined : new ReadBuffer(readBuffer);
  const all = { ...common(options), ...withoutGaps({ port, host, path, localAddress, onread: buffer?.onread }) };
  const isSecure = secure !== undefined && secure !== false;
  const socket = isSecure
    ? tls.connect({ ...(secure === true ? {} : safeClient(secure)), ...all })
    : net.connect(all as net.NetConnectOpts);
  const failed = (error: Error): void => {
    attempt.failed(ioError(`connecting to ${where}`, error, isSecure ? "ERR_MAILSLOT_TLS" : undefined));
  };
  socket.once("error", failed);
  socket.once(isSecure ? "secureConnect" : "connect", () => {
    socket.off("error", failed);
    attempt.completed(new SocketConnection(scheduler, socket, `the connection to ${where}`, options, buffer));
  });
  return () => socket.destroy();
}

/** What both kinds of sockets are made with. Both sides end on their own, so that one can be ended alone. */
function common({ noDelay = true, keepAlive }: ListenOptions | ConnectOptions): Partial<net.ServerOpts> {
  const delay = keepAliveDelay(keepAlive);
  return {
    allowHalfOpen: true,
    highWaterMark: WRITE_AHEAD,
    noDelay,
    ...(delay === null ? {} : { keepAlive: true, keepAliveInitialDelay: delay }),
  };
}

/** Leaves out what is undefined: the platform takes an option that is there for given. */
function withoutGaps<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
