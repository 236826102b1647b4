/** Requests to HTTP servers: what a client sends, and what it gets. */
import * as http from "node:http";
import * as https from "node:https";
import type { ConnectionOptions } from "node:tls";
import { currentScheduler, type Scheduler, type Source } from "@mailslot/core";
import { badArgument, checkKind } from "@mailslot/core/engine";
import { ioError } from "../errors.js";
import type { Network } from "../net/network.js";
import { EXCHANGE } from "../ownership.js";
import { sockets } from "../socket/socket-network.js";
import { checkOptions, checkSettings, checkText, readOptions } from "../source/argument.js";
import { isSendable } from "../source/bytes.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { BodyOf, type HttpBody } from "./body.js";
import { agentOf } from "./network-agents.js";

/** What to ask, and over which network. */
export interface HttpRequestOptions {
  /** The method. Default: GET. */
  readonly method?: string;
  /** The headers, by name. Default: none beside what the platform adds. */
  readonly headers?: http.OutgoingHttpHeaders;
  /** The whole body. Default: none. */
  readonly body?: string | Uint8Array;
  /** The network to ask over. Default: sockets. */
  readonly network?: Network;
  /** What `tls.connect` takes, for a URL with https. Default: what the platform trusts. */
  readonly tls?: ConnectionOptions;
  /** Gives the request up when it aborts. Default: none. */
  readonly signal?: AbortSignal;
}

/** The answer of a server. Its connection is kept for the next request once the body is read; `using` drops what is not. */
export interface HttpResponse extends Disposable {
  /** The status: 200. */
  readonly status: number;
  /** The headers, by their names in lower case. */
  readonly headers: http.IncomingHttpHeaders;
  /** The body: chunk by chunk, or as a whole by `bytes()`, `text()` and `json()`. */
  readonly body: HttpBody;
  /** The platform's answer, for what else it says. */
  readonly message: http.IncomingMessage;
}

class Response implements HttpResponse {
  readonly home: symbol;
  readonly message: http.IncomingMessage;
  private readonly scheduler: Scheduler;
  private readonly what: string;
  private pipe: BodyOf | null;

  constructor(scheduler: Scheduler, message: http.IncomingMessage, what: string) {
    this.home = EXCHANGE;
    this.message = message;
    this.scheduler = scheduler;
    this.what = what;
    this.pipe = null;
  }

  get status(): number {
    return this.message.statusCode as number;
  }

  get headers(): http.IncomingHttpHeaders {
    return this.message.headers;
  }

  get body(): HttpBody {
    this.pipe ??= new BodyOf(this.scheduler, `the body of the answer to ${this.what}`, this.message);
    return this.pipe;
  }

  [Symbol.dispose](): void {
    if (!this.message.readableEnded) this.message.destroy();
  }
}

/**
 * Asks a server, when waited on, and completes when the head of its answer has come, whatever its status. Given up, or
 * aborted, it drops its connection. Redirects are not followed; connections are kept for the next request to the same server.
 * Fails with an {@link IoError}: as `connect` does, and with `ERR_MAILSLOT_RESET` when the connection ends before the answer.
 * To wait no longer than so many ms: `timeout(requestHttp(…), 5_000)`.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { memoryNetwork, requestHttp, serveHttp } from "@mailslot/io";
 *
 * const network = memoryNetwork();
 * await go(function* () {
 *   const server = yield* serveHttp({ port: 80, network });
 *   server.serve((exchange) => exchange.respond(`you asked for ${exchange.request.url}`));
 *   const answer = yield* requestHttp("http://localhost/news", { network });
 *   console.log(answer.status, yield* answer.body.text()); // 200 you asked for /news
 *   yield* server.close();
 * });
 * ```
 */
export function requestHttp(url: string | URL, options: HttpRequestOptions = {}): Source<HttpResponse> {
  checkOptions("requestHttp()", options, "{ network }");
  const target = targetOf(url);
  const read = readOptions(options, OPTIONS);
  checkRequest(read);
  const scheduler = currentScheduler();
  const what = `${read.method ?? "GET"} ${target.href}`;
  return new ColdOperation<HttpResponse>(scheduler, {
    what: `asking ${what}`,
    ...(target.protocol === "https:" ? { otherwise: "ERR_MAILSLOT_TLS" } : {}),
    signal: read.signal,
    begin: (attempt) => ask(scheduler, target, read, attempt, what),
    discard: (response) => response[Symbol.dispose](),
  });
}

const OPTIONS = ["method", "headers", "body", "network", "tls", "signal"] as const;

function targetOf(url: string | URL): URL {
  let target: URL | null = null;
  try {
    target = new URL(url); // user code may run here
  } catch {
    // What is not a URL is refused below, and so is what cannot be read.
  }
  if (target !== null && /^https?:$/.test(target.protocol)) return target;
  throw badArgument("the URL of a request", url, "a whole one: http://localhost/news");
}

function checkRequest({ method, headers, body, network, tls }: HttpRequestOptions): void {
  checkText("the method of a request", method, 'a string such as "POST"');
  checkSettings("the headers of a request", headers, "an object of texts");
  if (body !== undefined && !isSendable(body))
    throw badArgument("the body of a request", body, "text or bytes: JSON.stringify(value)");
  if (network !== undefined) checkKind("the network of a request", network, "connect", "a network");
  checkSettings("the tls of a request", tls, "an object such as { ca }");
}

function ask(
  scheduler: Scheduler,
  url: URL,
  { method = "GET", headers = {}, body, network = sockets, tls }: HttpRequestOptions,
  attempt: Attempt<HttpResponse>,
  what: string,
): () => void {
  const isSecure = url.protocol === "https:";
  const agent = agentOf(network, isSecure);
  const request = (isSecure ? https : http).request(url, { ...tls, method, headers, agent });
  request.once("response", (message) => attempt.completed(new Response(scheduler, message, what)));
  // Both also happen after the head of the answer has come: that is for the body to tell.
  request.on("error", (error) => attempt.failed(ioError(`asking ${what}`, error)));
  request.once("close", () => attempt.failed(ioError(`asking ${what}`, { code: "ECONNRESET" })));
  request.end(body);
  return () => request.destroy();
}
