/**
 * One request and its answer. What most requests do without, a signal and a source of the body, is made when asked for.
 *
 * Invariants: it is among the unanswered of its server from the moment it is handed over until it is answered, or found
 * to be answered or gone.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type EndWatcher, type Scheduler, type TaskOutcome, UsageError } from "@mailslot/core";
import { badArgument, isInstance } from "@mailslot/core/engine";
import { IoError } from "../errors.js";
import { checkHome, EXCHANGE } from "../ownership.js";
import type { ByteSink } from "../source/bytes.js";
import { StreamPipe } from "../source/stream-pipe.js";
import { framing, type HttpAnswer, readAnswer, writeHead } from "./answer.js";
import { AnswerStream } from "./answer-stream.js";
import { BodyOf, type HttpBody } from "./body.js";
import type { HttpClient } from "./client.js";
import type { HttpCore } from "./http-core.js";

/**
 * A request, and the way to answer it. `using` answers 500 at the end of the block if nothing else did. A request that
 * nothing answers at all is answered 500 after the server's `answerWithin`: no client waits for ever.
 */
export interface HttpExchange extends Disposable {
  /** The platform's request: `method`, `url`, `headers`. */
  readonly request: IncomingMessage;
  /** The platform's answer, for what `respond` and `stream` do not do. */
  readonly response: ServerResponse;
  /** The body of the request: chunk by chunk, or as a whole by `bytes()`, `text()` and `json()`. */
  readonly body: HttpBody;
  /** Aborts when the client has gone before the whole answer was sent; made when first asked for. */
  readonly signal: AbortSignal;
  /** Whether an answer has begun. */
  readonly answered: boolean;

  /**
   * Answers with a whole body; it acts when called. If the client has gone, it does nothing. Throws a UsageError when an
   * answer has begun, and when the body or the status cannot be sent; nothing is sent then.
   */
  respond(body?: string | Uint8Array, answer?: HttpAnswer): void;

  /**
   * Begins an answer whose body is written bit by bit: `write` waits while the client is slow, and `end` completes it. With a
   * `content-length`, a write that goes beyond it throws a UsageError and sends nothing, and an `end` before it throws one and
   * cuts the connection. Throws as `respond` does for a head that cannot be sent.
   */
  stream(answer?: HttpAnswer): ByteSink;
}

export class Exchange implements HttpExchange, EndWatcher {
  readonly home: symbol;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The neighbours among the unanswered, and the round of their clock in which this came; theirs to write. */
  before: Exchange | null;
  after: Exchange | null;
  round: number;
  private readonly server: HttpCore;
  private readonly client: HttpClient;
  /** What the client is to blame for, and the status that it is answered with if the handler fails for it. */
  private fault: unknown;
  private status: number;
  private pipe: BodyOf | null;
  private controller: AbortController | null;

  constructor(server: HttpCore, client: HttpClient, request: IncomingMessage, response: ServerResponse) {
    this.home = EXCHANGE;
    this.request = request;
    this.response = response;
    this.before = null;
    this.after = null;
    this.round = 0;
    this.server = server;
    this.client = client;
    this.fault = null;
    this.status = 500;
    this.pipe = null;
    this.controller = null;
  }

  get scheduler(): Scheduler {
    return this.server.scheduler;
  }

  get answered(): boolean {
    return this.response.headersSent;
  }

  /** Whether the client can no longer be answered. */
  get isGone(): boolean {
    return this.client.gone || this.response.destroyed;
  }

  respond(body?: string | Uint8Array, answer?: HttpAnswer): void {
    checkHome(this.server);
    if (body !== undefined && typeof body !== "string" && !isInstance(body, Uint8Array)) {
      throw badArgument(`the body of the answer to ${this.describe()}`, body, "text or bytes: JSON.stringify(value)");
    }
    const head = this.read(answer);
    const length = this.lengthOf(head);
    const given = Buffer.byteLength(body ?? "");
    if (length !== null && length !== given) {
      const what = `the content-length of the answer to ${this.describe()}`;
      throw badArgument(what, length, `${given}, or no content-length`);
    }
    this.begin(head);
    this.response.end(body);
    this.client.given(this.response);
  }

  stream(answer?: HttpAnswer): ByteSink {
    checkHome(this.server);
    const head = this.read(answer);
    const length = this.lengthOf(head);
    this.begin(head);
    const { response, scheduler } = this;
    response.flushHeaders();
    const name = `the answer to ${this.describe()}`;
    const pipe =
      length === null
        ? new StreamPipe(scheduler, name, null, response)
        : new AnswerStream(scheduler, name, response, length, () => cut(response));
    this.untilAnswered(() => pipe.streamClosed());
    return pipe;
  }

  private read(answer: HttpAnswer | undefined): HttpAnswer | undefined {
    return answer === undefined ? undefined : readAnswer(`the answer to ${this.describe()}`, answer);
  }

  private begin(answer: HttpAnswer | undefined): void {
    const { response } = this;
    if (response.headersSent) {
      throw new UsageError("ERR_MAILSLOT_ARGUMENT", `${this.describe()} is answered already: answer it once`);
    }
    if (this.server.isClosing) this.endConnection();
    if (answer !== undefined) writeHead(response, answer);
    this.server.unanswered.remove(this);
  }

  /** How many bytes the answer says that it has; null if it does not say, or has none whatever it says. */
  private lengthOf(head: HttpAnswer | undefined): number | null {
    const { request, response } = this;
    const status = head?.status ?? response.statusCode;
    const length = framing(`the answer to ${this.describe()}`, response, head?.headers);
    if (request.method === "HEAD" || status === 304) return null; // these say it of what is not sent
    return status === 204 && length !== null && length !== 0 ? this.lengthOfNothing(length) : length;
  }

  private lengthOfNothing(length: number): never {
    const what = `the content-length of the answer 204 to ${this.describe()}`;
    throw badArgument(what, length, "none: it has no body");
  }

  get body(): HttpBody {
    if (this.pipe === null) {
      const name = `the body of ${this.describe()}`;
      const blame = <E extends Error>(error: E, status: number): E => this.blame(error, status);
      const pipe = new BodyOf(this.scheduler, name, this.request, this.response, blame);
      this.pipe = pipe;
      // The platform forgets a request once it is answered, even one whose body is missing still.
      if (this.client.gone) pipe.streamClosed();
      else
        this.request.once(
          "close",
          this.client.whenGone(() => pipe.streamClosed()),
        );
    }
    return this.pipe;
  }

  get signal(): AbortSignal {
    if (this.controller === null) {
      const controller = new AbortController();
      this.controller = controller;
      this.untilAnswered(() => controller.abort(this.clientHasGone()));
    }
    return this.controller.signal;
  }

  /** Runs `action` if the client goes before the answer is complete. */
  private untilAnswered(action: () => void): void {
    const { response } = this;
    if (response.writableFinished) return;
    if (this.isGone) {
      action();
      return;
    }
    const forget = this.client.whenGone(action);
    response.once("close", () => {
      forget();
      if (!response.writableFinished) action();
    });
  }

  private clientHasGone(): IoError {
    return new IoError("ERR_MAILSLOT_RESET", `the client of ${this.describe()} has gone`);
  }

  /** Says that `error` is the client's fault: a handler that fails for it answers `status`. Returns the error. */
  blame<E extends Error>(error: E, status: number): E {
    this.fault = error;
    this.status = status;
    return error;
  }

  /** Says in the answer that the connection ends with it, unless others are to follow. */
  endConnection(): void {
    if (this.client.isNewest(this)) this.response.shouldKeepAlive = false;
  }

  /** Answers 500 (or as the client is to blame) unless an answer has begun. */
  abandon(): void {
    if (this.answered || this.isGone) this.server.unanswered.remove(this);
    else {
      this.server.abandoned++;
      this.refuse(this.status);
    }
  }

  /** Answers with nothing but a status, and none of the headers of an answer that was not sent. */
  refuse(status: number): void {
    const { response } = this;
    if (!response.headersSent) {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.statusMessage = "";
    }
    this.begin({ status, ...(status === 503 ? { headers: { "retry-after": "1" } } : {}) });
    response.end();
  }

  /** Hears that the handler has ended; a failure is reported by the server, and ends nothing more. */
  ended(outcome: TaskOutcome<unknown>): boolean {
    const { response } = this;
    const failed = outcome.status === "failed";
    if (!failed || outcome.error !== this.fault) this.status = 500;
    if (!this.answered) this.abandon();
    else if (outcome.status !== "completed" && !response.writableEnded) cut(response);
    if (failed) this.server.handlerFailed(outcome.error, this, this.isGone || outcome.error === this.fault);
    return failed;
  }

  [Symbol.dispose](): void {
    this.abandon();
  }

  describe(): string {
    return `${this.request.method} ${this.request.url}`;
  }

  toJSON(): string {
    return this.describe();
  }
}

/** Cuts an answer; one that waits for answers before it has no socket yet, and Node 26 would forget that it was to be cut. */
function cut(response: ServerResponse): void {
  if (response.socket === null || response.socket === undefined) response.once("socket", (socket) => socket.destroy());
  else response.destroy();
}
