/** What listening and connecting can be told, and the checks of it. */
import { isIP } from "node:net";
import type { ConnectionOptions, TlsOptions } from "node:tls";
import { badArgument } from "@mailslot/core/engine";
import type { IoError } from "../errors.js";
import { KEEP_ALIVE } from "../policy.js";
import {
  checkCallback,
  checkOnlyOptions,
  checkSettings,
  checkText,
  LONGEST_TIME,
  readOptions,
} from "../source/argument.js";
import type { Connection } from "./connection.js";

/** An end of a connection: a host and port, or the path of a Unix socket. */
export type Address = HostAddress | PathAddress;

/** A host and port. */
export interface HostAddress {
  /** A name, or an address such as "127.0.0.1" or "::1". */
  readonly host: string;
  /** From 1 to 65535. */
  readonly port: number;
  /** Not there: this is not a Unix socket. */
  readonly path?: undefined;
}

/** The path of a Unix socket; empty for an end that was not bound to one. */
export interface PathAddress {
  /** Where the socket is in the file system. */
  readonly path: string;
  /** Not there: this is a Unix socket. */
  readonly host?: undefined;
  /** Not there: this is a Unix socket. */
  readonly port?: undefined;
}

/** What holds for a connection, however it came about. Times are in milliseconds, sizes in bytes. */
export interface StreamOptions {
  /** Sends each write at once, instead of waiting for more to send with it (Nagle); true by default, as in Go. */
  readonly noDelay?: boolean;
  /** Has the system ask, after so many ms of silence, whether the peer still lives; true: after 60,000. Off by default. */
  readonly keepAlive?: boolean | number;
  /** Fails the connection with `ERR_MAILSLOT_TIMED_OUT` when nothing has moved in either direction for so many ms. Default: no limit. */
  readonly idle?: number;
  /** Milliseconds that `close` goes on sending what was written before it drops the rest. Default: 5,000. */
  readonly linger?: number;
  /**
   * Ends what is opened when it aborts: the attempt, the listener, the connection; waits fail with CancelledError. The
   * connections that a listener has accepted are not its own, and go on. Default: none.
   */
  readonly signal?: AbortSignal;
}

/** How to listen. */
export interface ListenOptions extends StreamOptions {
  /** The port, or 0 for one that the system chooses. Default: none; either this or `path` is needed. */
  readonly port?: number | undefined;
  /** The address of this machine to listen on; all of them by default. */
  readonly host?: string | undefined;
  /** The path of a Unix socket, instead of a port. Default: none. */
  readonly path?: string | undefined;
  /** How many connections may wait to be accepted, here and once more in the system; 511 by default. More are dropped. */
  readonly backlog?: number;
  /** Speaks TLS, with this certificate and key: what `tls.createServer` takes. Default: no TLS. */
  readonly tls?: TlsOptions;
  /** Is told of each connection that is turned away, and why. Default: none is told; `refused` counts. */
  readonly onRefused?: (error: IoError) => void;
  /**
   * Is told of each handler given to `serve` that fails, with the error and its connection. Default: failures are written
   * to stderr, but for those of connections that broke. The listener goes on.
   */
  readonly onFailure?: (error: unknown, connection: Connection) => void;
}

/** How to connect. */
export interface ConnectOptions extends StreamOptions {
  /** The peer's port. Default: none; either this or `path` is needed. */
  readonly port?: number | undefined;
  /** The peer's name or address; "localhost" by default. */
  readonly host?: string | undefined;
  /** The path of a Unix socket, instead of a port. Default: none. */
  readonly path?: string | undefined;
  /** The address of this machine to connect from. Default: the system chooses. */
  readonly localAddress?: string;
  /** Speaks TLS: true, or what `tls.connect` takes. Default: false. */
  readonly tls?: boolean | ConnectionOptions;
  /**
   * Reads into one buffer of so many bytes, again and again, instead of a new one each time: a chunk is then valid only
   * until the next `read`. Default: a new buffer for each chunk.
   */
  readonly readBuffer?: number;
}

/** Bytes that the address of a Unix socket has room for. */
const LONGEST_PATH: number = process.platform === "linux" ? 107 : 103;

/** Options as they may be written. */
const TARGET = "{ port: 8080 }";

/** Where to listen, or to connect to. */
type Target = Pick<ListenOptions, "host" | "port" | "path">;

type Names<O> = readonly (keyof O)[];

const STREAM: Names<StreamOptions> = ["noDelay", "keepAlive", "idle", "linger", "signal"];
const LISTEN: Names<ListenOptions> = [
  ...STREAM,
  "port",
  "host",
  "path",
  "backlog",
  "tls",
  "onRefused",
  "onFailure",
] as Names<ListenOptions>;
const CONNECT: Names<ConnectOptions> = [
  ...STREAM,
  "port",
  "host",
  "path",
  "localAddress",
  "tls",
  "readBuffer",
] as Names<ConnectOptions>;

/** What a server is told of listening, whatever it serves. */
type Serving = Omit<ListenOptions, "onFailure"> & { readonly onFailure?: unknown };

/** Returns the options of a listener, each read once. Fails with `ERR_MAILSLOT_ARGUMENT` unless they make sense. */
export function readListen(given: ListenOptions): ListenOptions {
  checkOnlyOptions(given, TARGET);
  const options = readOptions(given, LISTEN);
  checkListen(options);
  return options;
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless the options, which were read, say where to listen, and how. */
export function checkListen(options: Serving): void {
  checkTarget(options, 0);
  checkStream(options);
  checkNumber("the backlog", options.backlog, 1);
  checkSettings("the tls", options.tls, "an object such as { cert, key }");
  checkCallback("onRefused", options.onRefused);
  checkCallback("onFailure", options.onFailure);
}

/** Returns the options of a connection, each read once. Fails with `ERR_MAILSLOT_ARGUMENT` unless they make sense. */
export function readConnect(given: ConnectOptions): ConnectOptions {
  checkOnlyOptions(given, TARGET);
  const options = readOptions(given, CONNECT);
  checkTarget(options, 1);
  checkStream(options);
  checkNumber("the size of the read buffer", options.readBuffer, 1);
  const { localAddress, tls } = options;
  const address = 'an IP address of this machine, such as "127.0.0.1"';
  checkText("the local address", localAddress, address);
  if (localAddress !== undefined && isIP(localAddress) === 0)
    throw badArgument("the local address", localAddress, address);
  if (typeof tls !== "boolean") checkSettings("the tls", tls, "true, or an object such as { ca }");
  return options;
}

/** Says where, as people write it. */
export function addressText({ host, port, path }: Target, otherwise: string): string {
  if (path !== undefined) return path;
  const name = host ?? otherwise;
  return name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
}

/** Returns after how many ms of silence the peer is asked for a sign of life; null if never. */
export function keepAliveDelay(keepAlive: boolean | number | undefined): number | null {
  if (keepAlive === undefined || keepAlive === false) return null;
  return keepAlive === true ? KEEP_ALIVE : keepAlive;
}

function checkTarget(options: Target, least: number): void {
  const { host, port, path } = options;
  checkText("the host", host);
  if (path !== undefined && port !== undefined)
    throw badArgument("the target", { port, path }, "a port or a path, not both");
  if (path !== undefined) {
    if (typeof path !== "string" || path === "") throw badArgument("the path", path, "the path of a Unix socket");
    if (process.platform !== "win32" && Buffer.byteLength(path) > LONGEST_PATH) {
      throw badArgument("the path", path, `one of at most ${LONGEST_PATH} bytes: the system would cut it off`);
    }
  } else if (typeof port !== "number" || !Number.isInteger(port) || port < least || port > 65_535) {
    throw badArgument("the port", port, `a whole number from ${least} to 65535, or a path instead`);
  }
}

function checkStream({ idle, linger, keepAlive }: StreamOptions): void {
  checkNumber("the idle time", idle, 1);
  checkNumber("the time to linger", linger, 0);
  checkKeepAlive(keepAlive);
}

/** Fails unless the delay of a keep-alive is true, false or so many ms. */
export function checkKeepAlive(keepAlive: boolean | number | undefined): void {
  if (typeof keepAlive !== "boolean") checkNumber("the keep-alive delay", keepAlive, 1);
}

function checkNumber(what: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= LONGEST_TIME)) return;
  throw badArgument(what, value, `a whole number from ${least} to ${LONGEST_TIME}`);
}
