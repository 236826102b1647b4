/**
 * A server of node:http: the requests that nobody has taken, and those that nobody has answered.
 *
 * Invariants: `first` to `last` are the exchanges without an answer, in the order they came (with some answered behind our
 * back, which the clock finds); the clock runs while there are any.
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
  type Task,
  watchEnd,
} from "@mailslot/core";
import { ioError } from "../errors.js";
import type { Address } from "../net/options.js";
import { checkHome, type Owned, stayHome } from "../ownership.js";
import { ANSWER_WITHIN, LINGER, REQUESTS } from "../policy.js";
import { Arrivals } from "../source/arrivals.js";
import { Settled } from "../source/settled.js";
import { untilClosed } from "../source/until-closed.js";
import { Exchange, type HttpExchange } from "./exchange.js";
import type { HttpOptions, HttpServer } from "./http-server.js";

/** The clock ticks so many times in the time to answer within. */
const ROUNDS = 4;

class Requests extends Arrivals<HttpExchange> {
  override poll(): HttpExchange | NotReady {
    for (;;) {
      const exchange = super.poll();
      if (exchange === notReady || !(exchange as Exchange).isGone) return exchange;
    }
  }
}

type Handler = (exchange: HttpExchange) => unknown;

export class HttpCore implements HttpServer, Owned {
  readonly scheduler: Scheduler;
  readonly address: Address;
  refused: number;
  abandoned: number;
  isClosing: boolean;
  private readonly server: Server;
  private readonly options: HttpOptions;
  private readonly requests: Requests;
  private readonly gone: Settled<void>;
  /** What `serve` was given, while it serves. */
  private handler: Handler | null;
  private first: Exchange | null;
  private last: Exchange | null;
  private round: number;
  private clock: unknown;
  private linger: unknown;
  /** Under TLS, all connections: the server knows only those that have shaken hands. */
  private readonly sockets: Set<Socket>;
  private readonly aborted: () => void;

  constructor(scheduler: Scheduler, server: Server, options: HttpOptions) {
    stayHome(this);
    this.scheduler = scheduler;
    const bound = server.address() as AddressInfo | string;
    this.address = typeof bound === "string" ? { path: bound } : { host: bound.address, port: bound.port };
    this.refused = 0;
    this.abandoned = 0;
    this.isClosing = false;
    this.server = server;
    this.options = options;
    this.requests = new Requests(this, options.capacity ?? REQUESTS);
    this.gone = new Settled(scheduler, `the end of ${this.describe()}`);
    this.handler = null;
    this.first = null;
    this.last = null;
    this.round = 0;
    this.clock = null;
    this.linger = null;
    this.sockets = new Set();
    this.aborted = () => this.stop(0);
    options.signal?.addEventListener("abort", this.aborted, { once: true });
    server.on("request", (request, response) => this.came(request, response));
    if (options.tls !== undefined) server.on("connection", (socket) => this.watchSocket(socket));
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
    const core = this;
    const next = orClosed(this.requests, null);
    return this.scheduler.go(function* serving() {
      core.handler = handler;
      try {
        // What came before; what comes from now on begins its task without a stop here.
        for (let exchange = yield* next; exchange !== null; exchange = yield* next) core.handle(handler, exchange);
      } finally {
        if (core.handler === handler) core.handler = null;
      }
    }) as Task<void>;
  }

  private handle(handler: Handler, exchange: HttpExchange): void {
    const task = this.scheduler.go(() => handler(exchange), { name: handler.name || "handler" });
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

  private came(request: IncomingMessage, response: ServerResponse): void {
    const exchange = new Exchange(this, request, response, this.round);
    this.remember(exchange);
    const { handler } = this;
    if (handler !== null && !this.isClosing) {
      this.scheduler.io(() => this.handle(handler, exchange));
      return;
    }
    if (this.requests.push(exchange)) return;
    this.refused++;
    exchange.refuse(503);
  }

  private stop(linger: number): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.options.signal?.removeEventListener("abort", this.aborted);
    this.server.close(() => this.wasClosed());
    for (const exchange of this.requests.takeBack()) (exchange as Exchange).refuse(503);
    for (let each = this.first; each !== null; each = each.after) each.response.shouldKeepAlive = false;
    this.requests.end(() => new ClosedError(`${this.describe()} is closed`));
    if (linger === 0) this.dropAll();
    else this.linger = this.scheduler.loop.startTimer(linger, () => this.dropAll());
  }

  private watchSocket(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
  }

  private dropAll(): void {
    this.server.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
  }

  private wasClosed(): void {
    if (this.linger !== null) this.scheduler.loop.stopTimer(this.linger);
    if (this.clock !== null) this.scheduler.loop.stopTimer(this.clock);
    this.gone.complete();
  }

  // Those that nobody has answered

  private remember(exchange: Exchange): void {
    exchange.before = this.last;
    if (this.last === null) this.first = exchange;
    else this.last.after = exchange;
    this.last = exchange;
    if (this.clock === null) this.startClock();
  }

  /** Takes an exchange out, which is answered; nothing happens when it is out. */
  forget(exchange: Exchange): void {
    const { before, after } = exchange;
    if (before !== null) before.after = after;
    else if (this.first === exchange) this.first = after;
    else return;
    if (after !== null) after.before = before;
    else this.last = before;
    exchange.before = null;
    exchange.after = null;
  }

  private startClock(): void {
    const delay = (this.options.answerWithin ?? ANSWER_WITHIN) / ROUNDS;
    this.clock = this.scheduler.loop.startTimer(delay, () => this.tick());
  }

  private tick(): void {
    this.clock = null;
    this.round++;
    for (let each = this.first; each !== null; ) {
      const next = each.after;
      if (each.answered || each.isGone) this.forget(each);
      else if (this.round - each.round > ROUNDS) each.abandon();
      each = next;
    }
    if (this.first !== null) this.startClock();
  }
}
