/**
 * One request and its answer. What most requests do without, a signal and a source of the body, is made when asked for.
 *
 * Invariants: it stands in its server's list from its arrival until it is answered, or found to be answered or gone.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { type EndWatcher, type TaskOutcome, UsageError } from "@mailslot/core";
import { checkHome, EXCHANGE } from "../ownership.js";
import type { ByteSink, ByteSource } from "../source/bytes.js";
import { StreamPipe } from "../source/stream-pipe.js";
import type { HttpCore } from "./http-core.js";

/** How to answer. */
export interface HttpAnswer {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
}

/**
 * A request, and the way to answer it. `using` answers 500 at the end of the block if nothing else did. One that nobody
 * answers at all is answered 500 after the server's `answerWithin`: no client waits for ever.
 */
export interface HttpExchange extends Disposable {
  /** The platform's request: `method`, `url`, `headers`. */
  readonly request: IncomingMessage;
  /** The platform's answer, for what `respond` and `stream` do not do. */
  readonly response: ServerResponse;
  /** The body of the request, read only as fast as it is asked for. */
  readonly body: ByteSource;
  /** Aborts when the client has gone before the whole answer was sent; made when first asked for. */
  readonly signal: AbortSignal;
  /** Whether an answer has begun. */
  readonly answered: boolean;

  /**
   * Answers with a whole body; it acts when called. If the client has gone, it does nothing. Throws a UsageError when an
   * answer has begun.
   */
  respond(body?: string | Uint8Array, answer?: HttpAnswer): void;

  /** Begins an answer whose body is written bit by bit: `write` waits while the client is slow, and `end` completes it. */
  stream(answer?: HttpAnswer): ByteSink;
}

export class Exchange implements HttpExchange, EndWatcher {
  readonly home: symbol;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The neighbours in the list of the server, and the round of its clock in which this came. */
  before: Exchange | null;
  after: Exchange | null;
  readonly round: number;
  private readonly server: HttpCore;
  private pipe: StreamPipe | null;
  private controller: AbortController | null;

  constructor(server: HttpCore, request: IncomingMessage, response: ServerResponse, round: number) {
    this.home = EXCHANGE;
    this.request = request;
    this.response = response;
    this.before = null;
    this.after = null;
    this.round = round;
    this.server = server;
    this.pipe = null;
    this.controller = null;
  }

  get answered(): boolean {
    return this.response.headersSent;
  }

  /** Whether nobody is there to be answered. */
  get isGone(): boolean {
    return this.response.destroyed;
  }

  respond(body?: string | Uint8Array, answer?: HttpAnswer): void {
    checkHome(this.server);
    this.begin(answer);
    this.response.end(body);
  }

  stream(answer?: HttpAnswer): ByteSink {
    checkHome(this.server);
    this.begin(answer);
    this.response.flushHeaders();
    return new StreamPipe(this.server.scheduler, `the answer to ${this.describe()}`, null, this.response);
  }

  private begin(answer: HttpAnswer | undefined): void {
    const { response } = this;
    if (response.headersSent) {
      throw new UsageError("ERR_MAILSLOT_ARGUMENT", `${this.describe()} is answered already: answer it once`);
    }
    if (this.server.isClosing) response.shouldKeepAlive = false;
    if (answer !== undefined) writeHead(response, answer);
    this.server.forget(this);
  }

  get body(): ByteSource {
    this.pipe ??= new StreamPipe(this.server.scheduler, `the body of ${this.describe()}`, this.request, null);
    return this.pipe;
  }

  get signal(): AbortSignal {
    if (this.controller === null) {
      const controller = new AbortController();
      this.controller = controller;
      const { response } = this;
      const gone = (): void => {
        if (!response.writableFinished) controller.abort(new Error(`the client of ${this.describe()} has gone`));
      };
      if (response.destroyed) gone();
      else response.once("close", gone);
    }
    return this.controller.signal;
  }

  /** Answers 500 unless an answer has begun. */
  abandon(): void {
    if (this.answered || this.isGone) this.server.forget(this);
    else {
      this.server.abandoned++;
      this.refuse(500);
    }
  }

  /** Answers with nothing but a status, whoever asks. */
  refuse(status: number): void {
    this.begin({ status, ...(status === 503 ? { headers: { "retry-after": "1" } } : {}) });
    this.response.end();
  }

  /** Hears that the handler has ended. */
  ended({ status }: TaskOutcome<unknown>): boolean {
    if (!this.answered) this.abandon();
    else if (status !== "completed" && !this.response.writableEnded) this.response.destroy();
    return false;
  }

  [Symbol.dispose](): void {
    this.abandon();
  }

  describe(): string {
    return `${this.request.method} ${this.request.url}`;
  }
}

/** Headers that say how long the body is go out as they are; otherwise the platform finds out, from headers it is told. */
function writeHead(response: ServerResponse, { status = 200, headers }: HttpAnswer): void {
  if (headers !== undefined && "content-length" in headers) {
    response.writeHead(status, headers);
    return;
  }
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
}
