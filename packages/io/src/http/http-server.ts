/** HTTP requests as a source: what a server is, and how to open one. */
import * as http from "node:http";
import * as https from "node:https";
import { currentScheduler, type Receiver, type Scheduler, type Source, type Task } from "@mailslot/core";
import { checkKind } from "@mailslot/core/engine";
import { type IoError, ioError } from "../errors.js";
import type { Network } from "../net/network.js";
import { type Address, addressText, checkListen, type ListenOptions } from "../net/options.js";
import { BACKLOG, HANDSHAKE } from "../policy.js";
import { safeServer } from "../socket/callbacks.js";
import { sockets } from "../socket/socket-network.js";
import { checkOnlyOptions, checkSettings, checkWhole, LONGEST_TIME, readOptions } from "../source/argument.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { hear } from "../source/hear.js";
import type { HttpExchange } from "./exchange.js";
import { HttpCore } from "./http-core.js";
import { NetworkServer } from "./network-server.js";

/** How to serve HTTP. Times are in milliseconds. */
export interface HttpOptions extends Pick<ListenOptions, "port" | "host" | "path" | "tls" | "linger" | "signal"> {
  /**
   * Is told of each client that is turned away, and why: its TLS handshake failed, what it sent is not HTTP, or it did not
   * come in time. Default: none is told; `malformed` counts those of HTTP.
   */
  readonly onRefused?: (error: IoError) => void;
  /** How many requests are kept until they are taken; more are answered 503. Default: 1,024. */
  readonly capacity?: number;
  /** After how long a request whose answer has not begun counts as abandoned, and is answered 500. Default: 60,000. */
  readonly answerWithin?: number;
  /**
   * Is told of each handler given to `serve` that fails, with the error and its request. Default: failures are written to
   * stderr, but for those that the client has caused (it has gone, or its body breaks the rules). The server goes on.
   */
  readonly onFailure?: (error: unknown, exchange: HttpExchange) => void;
  /**
   * The network to serve on. Default: sockets. Over another network, such as one in memory, the same parser reads the same
   * bytes; limits of time go by the scheduler's event loop, and so are virtual under `simulate`.
   */
  readonly network?: Network;
  /** What node:http is told: its time-outs and limits. Default: what the platform does. */
  readonly http?: http.ServerOptions;
}

/**
 * A server that gives requests. It can stand as a case of a select, and be iterated over: iteration ends with the close.
 * It belongs to its scheduler. `await using` closes it, and waits until nothing of it is left.
 */
export interface HttpServer extends Receiver<HttpExchange>, AsyncDisposable {
  /** Where it listens, as it turned out. */
  readonly address: Address;
  /** The port of `address`; 0 for a Unix socket. */
  readonly port: number;
  /** How many requests were answered 503, since they were not taken in time. */
  readonly refused: number;
  /** How many were answered by the server, with 500 or a status of the 400s, since what took them did not answer. */
  readonly abandoned: number;
  /**
   * How many requests made no sense, or did not come in time. The platform answers them with 400, 408, 413 or 431 and ends
   * their connections; each is told to `onRefused`.
   */
  readonly malformed: number;
  /** How many handlers have failed. */
  readonly failed: number;
  /** Completes when it is closed and nothing of it is left. */
  readonly closed: Source<void>;

  /**
   * Takes the next request, or waits for one: first come, first served. Requests whose clients have gone by then are left
   * out. A cancelled wait takes none. Fails with ClosedError when closed.
   */
  recv(): Source<HttpExchange>;

  /**
   * Takes every request from now on and runs `handler` for it, in a task of its own: a generator function, an async or
   * plain function. A request that its handler ends or fails without having answered is answered 500; an answer that it
   * has begun and not ended when it fails is cut. The failure goes to `onFailure`. At most 16 requests of one connection
   * are handled at once. The task that is returned ends with the close; cancelling it leaves further requests to others.
   */
  serve(handler: (exchange: HttpExchange) => unknown): Task<void>;

  /**
   * Closes it; it acts when called. The address is free at once; requests not yet taken are answered 503; those
   * taken may still be answered, for `linger` ms (5,000 by default), and their connections end. Completes as `closed`.
   */
  close(): Source<void>;
}

/**
 * Serves HTTP (with `tls`, HTTPS) on a port or the path of a Unix socket, when waited on. Given up, or aborted, it leaves
 * nothing bound. Fails with an {@link IoError}: `ERR_MAILSLOT_ADDRESS_IN_USE`, `…_ADDRESS_NOT_AVAILABLE`, `…_DENIED`,
 * `…_TLS` for a certificate or key that is none.
 *
 * @example
 * ```ts
 * import { serveHttp } from "@mailslot/io";
 *
 * await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
 * server.serve(function* (exchange) {
 *   exchange.respond(`you asked for ${exchange.request.url}`);
 * });
 * const response = await fetch(`http://127.0.0.1:${server.port}/news`);
 * console.log(await response.text()); // you asked for /news
 * ```
 */
export function serveHttp(options: HttpOptions): Source<HttpServer> {
  checkOnlyOptions(options, "{ port: 8080 }");
  const read = readOptions(options, OPTIONS);
  checkListen(read);
  checkWhole("the capacity", read.capacity, 1);
  checkWhole("the time to answer within", read.answerWithin, 4, LONGEST_TIME);
  checkSettings("the http", read.http, "an object of options for node:http");
  const { network = sockets } = read;
  checkKind("the network", network, "listen", "a network");
  const scheduler = currentScheduler();
  const what = `serving HTTP on ${addressText(read, "*")}`;
  return new ColdOperation<HttpServer>(scheduler, {
    what,
    ...(read.tls === undefined ? {} : { otherwise: "ERR_MAILSLOT_TLS" }),
    signal: read.signal,
    begin: (attempt) =>
      network === sockets ? bind(scheduler, read, attempt, what) : bindOn(network, scheduler, read, attempt),
    discard: (server) => void server[Symbol.asyncDispose](),
  });
}

const OPTIONS: readonly (keyof HttpOptions)[] = [
  "port",
  "host",
  "path",
  "tls",
  "linger",
  "signal",
  "onRefused",
  "capacity",
  "answerWithin",
  "onFailure",
  "network",
  "http",
];

function bind(scheduler: Scheduler, options: HttpOptions, attempt: Attempt<HttpServer>, what: string): () => void {
  const { port, host, path, tls } = options;
  const server =
    tls === undefined
      ? http.createServer({ ...options.http })
      : https.createServer({ handshakeTimeout: HANDSHAKE, ...options.http, ...safeServer(tls) });
  const failed = (error: Error): void => attempt.failed(ioError(what, error));
  server.once("error", failed);
  const where = path === undefined ? { port, host } : { path };
  server.listen({ ...where, backlog: BACKLOG } as Parameters<typeof server.listen>[0], () => {
    server.off("error", failed);
    attempt.completed(new HttpCore(scheduler, server, options, tls !== undefined));
  });
  return () => void server.close();
}

/** The same on a listener of `network`, which speaks TLS itself. */
function bindOn(
  network: Network,
  scheduler: Scheduler,
  options: HttpOptions,
  attempt: Attempt<HttpServer>,
): () => void {
  const { port, host, path, tls, linger, onRefused } = options;
  const wanted = new AbortController();
  const secure = tls && { ALPNProtocols: ["http/1.1"], ...tls }; // as https.createServer does
  const given = { port, host, path, tls: secure, linger, onRefused };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const listening = network.listen({ ...present, signal: wanted.signal }); // user code may run here
  checkKind("what listen() of the network gives", listening, "subscribe", "an operation");
  hear(
    listening,
    (listener) => {
      const server = new NetworkServer(scheduler, listener, { ...options.http });
      attempt.completed(new HttpCore(scheduler, server, options, false));
      server.letIn();
    },
    (error) => attempt.failed(error),
  );
  return () => wanted.abort();
}
