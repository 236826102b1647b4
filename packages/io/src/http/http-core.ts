/**
 * A server of node:http: its clients, the requests not yet taken, and those not yet answered. See
 * docs/decisions/0242-http-requests-as-a-source.md.
 *
 * Invariants: every request that is handed over is among the unanswered until its answer begins; once closing, none is
 * handed to a handler.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import {
  ClosedError,
  type NotReady,
  notReady,
  orClosed,
  type Scheduler,
  type Source,
  type Steps,
  type Task,
  watchEnd,
} from "@mailslot/core";
import { checkFunction, untilClosed } from "@mailslot/core/engine";
import { IoError, ioError } from "../errors.js";
import type { Address } from "../net/options.js";
import { checkHome, type Owned, stayHome } from "../ownership.js";
import { ANSWER_WITHIN, LINGER, REQUESTS } from "../policy.js";
import { logFailure, tell } from "../report.js";
import { Handshakes } from "../socket/handshakes.js";
import { whenAborted } from "../source/abort-signal.js";
import { nameOf } from "../source/argument.js";
import { Arrivals } from "../source/arrivals.js";
import { Settled } from "../source/settled.js";
import { HttpClient } from "./client.js";
import { Exchange, type HttpExchange } from "./exchange.js";
import type { HttpOptions, HttpServer } from "./http-server.js";
import { hearClientErrors, malformed } from "./malformed.js";
import { CLOSING } from "./server-events.js";
import { Unanswered } from "./unanswered.js";

/** Whether a request that was kept can still be answered: its client has not gone, nor been answered 500 meanwhile. */
function isWanted(exchange: HttpExchange): boolean {
  return !(exchange as Exchange).isGone && !exchange.answered;
}

class Requests extends Arrivals<HttpExchange> {
  override poll(): HttpExchange | NotReady {
    for (;;) {
      const exchange = super.poll();
      if (exchange === notReady || isWanted(exchange)) return exchange;
    }
  }
}

/** Requests that are looked through for each client that has gone. */
const WORTH_LOOKING = 64;

type Handler = (exchange: HttpExchange) => unknown;

export class HttpCore implements HttpServer, Owned {
  readonly scheduler: Scheduler;
  readonly address: Address;
  refused: number;
  abandoned: number;
  failed: number;
  malformed: number;
  isClosing: boolean;
  /** The exchanges whose answer has not begun. */
  readonly unanswered: Unanswered;
  /** The platform's. */
  readonly server: Server;
  private readonly options: HttpOptions;
  private readonly requests: Requests;
  private readonly gone: Settled<void>;
  /** What `serve` was given, while it serves. */
  private handler: Handler | null;
  private linger: unknown;
  /** All connections, and those of TLS that have not shaken hands. */
  private readonly sockets: Set<Socket>;
  private readonly handshakes: Handshakes | null;
  /** How many connections have closed since the requests were last looked through. */
  private closes: number;
  private readonly stopListening: () => void;

  /** `isSecure` says that the server itself speaks TLS. */
  constructor(scheduler: Scheduler, server: Server, options: HttpOptions, isSecure: boolean) {
    stayHome(this);
    this.scheduler = scheduler;
    const bound = server.address() as AddressInfo | string;
    this.address = typeof bound === "string" ? { path: bound } : { host: bound.address, port: bound.port };
    this.refused = 0;
    this.abandoned = 0;
    this.failed = 0;
    this.malformed = 0;
    this.isClosing = false;
    this.unanswered = new Unanswered(scheduler, options.answerWithin ?? ANSWER_WITHIN);
    this.server = server;
    this.options = options;
    this.requests = new Requests(this, options.capacity ?? REQUESTS);
    this.gone = new Settled(scheduler, `the end of ${this.describe()}`);
    this.handler = null;
    this.linger = null;
    this.sockets = new Set();
    this.closes = 0;
    const name = `a client of ${this.describe()}`;
    this.handshakes = isSecure ? new Handshakes(server, name, (error) => this.turnedAway(error)) : null;
    this.stopListening = whenAborted(options.signal, () => this.stop(0));
    server.on(isSecure ? "secureConnection" : "connection", (socket: Socket) => this.connected(socket));
    server.on("request", (request, response) => this.came(request, response));
    hearClientErrors(server, (error, socket) => this.notUnderstood(error, socket));
    server.on("error", (error) => this.requests.fail(ioError(`accepting on ${this.describe()}`, error)));
  }

  get port(): number {
    return this.address.port ?? 0;
  }

  get closed(): Source<void> {
    return this.gone;
  }

  recv(): Source<HttpExchange> {
    return this.requests;
  }

  [Symbol.asyncIterator](): AsyncIterator<HttpExchange> {
    return untilClosed(this.requests);
  }

  serve(handler: Handler): Task<void> {
    checkHome(this);
    checkFunction(`the handler for ${this.describe()}`, handler);
    const core = this;
    const next = orClosed(this.requests, null);
    return this.scheduler.go(function* serving() {
      core.handler = handler;
      try {
        // What came before; what comes from now on begins its task without a stop here.
        for (;;) {
          const exchange = yield* accepted(next);
          if (exchange === null) return;
          if (exchange !== undefined) core.handle(handler, exchange);
        }
      } finally {
        if (core.handler === handler) core.handler = null;
      }
    }) as Task<void>;
  }

  private handle(handler: Handler, exchange: HttpExchange): void {
    const task = this.scheduler.go(() => handler(exchange), { name: nameOf(handler, "handler") });
    watchEnd(task as Task, exchange as Exchange);
  }

  close(): Source<void> {
    checkHome(this);
    this.stop(this.options.linger ?? LINGER);
    return this.gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop(this.options.linger ?? LINGER);
    await this.gone;
  }

  describe(): string {
    const { path, host, port } = this.address;
    return `the HTTP server on ${path ?? `${host}:${port}`}`;
  }

  toJSON(): string {
    return this.describe();
  }

  /** A handler has failed; `expected` when that is its client's doing. */
  handlerFailed(error: unknown, exchange: Exchange, expected: boolean): void {
    this.failed++;
    const { onFailure } = this.options;
    const what = `the handler of ${exchange.describe()} from ${exchange.request.socket.remoteAddress ?? "a local client"}`;
    if (onFailure !== undefined) tell(`onFailure of ${this.describe()}`, () => onFailure(error, exchange));
    else if (!expected) logFailure(`${what} failed`, error);
  }

  private notUnderstood(error: Error, socket: Socket): void {
    const refused = malformed(`a client of ${this.describe()} from ${socket.remoteAddress ?? "this machine"}`, error);
    if (refused === null) return;
    this.malformed++;
    this.turnedAway(refused);
  }

  private turnedAway(error: IoError): void {
    tell(`onRefused of ${this.describe()}`, () => this.options.onRefused?.(error));
  }

  private connected(socket: Socket): void {
    if (this.isClosing) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.once("close", () => {
      this.closes++;
      this.sockets.delete(socket);
    });
  }

  private came(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const client = HttpClient.of(socket) ?? new HttpClient(socket, (exchange) => this.handOver(exchange));
    client.came(new Exchange(this, client, request, response));
  }

  private handOver(exchange: Exchange): void {
    this.unanswered.add(exchange);
    const { handler } = this;
    if (this.isClosing) exchange.refuse(503);
    else if (handler !== null) this.scheduler.io(() => this.handle(handler, exchange));
    else if (!this.requests.push(exchange) && !this.pushInstead(exchange)) {
      this.refused++;
      exchange.refuse(503);
    }
  }

  /** Requests whose clients have gone make room; they are looked for when enough clients have gone to be worth it. */
  private pushInstead(exchange: Exchange): boolean {
    if (this.closes * WORTH_LOOKING < this.requests.length) return false;
    this.closes = 0;
    this.requests.keep(isWanted);
    return this.requests.push(exchange);
  }

  private stop(linger: number): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.stopListening();
    this.server.emit(CLOSING);
    this.server.close(() => this.wasClosed());
    this.handshakes?.dropAll();
    for (const exchange of this.requests.takeBack()) if (isWanted(exchange)) (exchange as Exchange).refuse(503);
    this.unanswered.endConnections();
    this.requests.end(() => new ClosedError(`${this.describe()} is closed`));
    for (const socket of this.sockets) this.endOf(socket);
    if (linger === 0) this.dropAll();
    else this.linger = this.scheduler.loop.startTimer(linger, () => this.dropAll());
  }

  /** A connection ends with its last answer; one that has not asked for anything ends now. */
  private endOf(socket: Socket): void {
    const client = HttpClient.of(socket);
    if (client !== undefined) client.close();
    else if (socket.bytesRead === 0) socket.destroy();
  }

  private dropAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private wasClosed(): void {
    if (this.linger !== null) this.scheduler.loop.stopTimer(this.linger);
    this.unanswered.stop();
    this.gone.complete();
  }
}

/** Waits for a request; undefined when the system could not accept, which is no reason to stop serving. */
function* accepted(next: Source<HttpExchange | null>): Steps<HttpExchange | null | undefined> {
  try {
    return yield* next;
  } catch (error) {
    if (!(error instanceof IoError)) throw error;
    logFailure("serving HTTP", error);
    return undefined;
  }
}
