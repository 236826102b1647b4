/** Serves by a fetch handler: what frameworks such as Hono make, and what runs on other platforms as it is. See docs/decisions/0249-fetch-handlers.md. */
import { fromPromise, type Operation, type Steps } from "@mailslot/core";
import { badArgument, checkFunction, isReadable, isSteps } from "@mailslot/core/engine";
import type { HttpExchange } from "../exchange.js";
import { requestOf } from "./fetch-request.js";
import { sendResponse } from "./fetch-response.js";

/** What a fetch handler gives: an answer, or what it can be waited for. */
export type FetchAnswer = Response | PromiseLike<Response> | Operation<Response> | Steps<Response>;

/**
 * Answers a request of the platform's `fetch`: a plain function, an async one, or a generator function. The exchange, which comes
 * second, is what lies beneath: the platform's request and answer.
 */
export type FetchHandler = (request: Request, exchange: HttpExchange) => FetchAnswer;

/**
 * Returns a handler for `server.serve` that answers by a fetch handler: `serveFetch(app.fetch)` for an app of Hono. Bodies
 * are streams both ways, read only as fast as the other end takes them. `request.signal` aborts when the client goes (hand it on to a request
 * that is made of this one), and the body of the answer is then cancelled. A handler that throws, or gives what is not a Response, is answered 500 and goes to the server's
 * `onFailure`; a body that fails midway cuts the answer, and does so too. A request that cannot be one of `fetch` is answered
 * without the handler: 400 for a host or a path that makes no URL, 501 for the methods TRACE and TRACK.
 *
 * @example
 * ```ts
 * import { serveFetch, serveHttp } from "@mailslot/io";
 *
 * await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
 * server.serve(serveFetch((request) => Response.json({ path: new URL(request.url).pathname })));
 * const answer = await fetch(`http://127.0.0.1:${server.port}/news`);
 * console.log(await answer.text()); // {"path":"/news"}
 * ```
 */
export function serveFetch(fetch: FetchHandler): (exchange: HttpExchange) => Steps<void> {
  checkFunction("the handler given to serveFetch()", fetch);
  return function* fetching(exchange) {
    const request = requestOf(exchange);
    if (typeof request === "number") {
      exchange.respond(undefined, { status: request });
      return;
    }
    const response = yield* given(fetch(request, exchange)); // user code runs here
    yield* sendResponse(exchange, checked(response, request));
  };
}

function* given(answer: FetchAnswer): Steps<Response> {
  if (isSteps(answer) || isOperation(answer)) return yield* answer;
  return isPromise(answer) ? yield* fromPromise(answer) : answer;
}

function isOperation(answer: object): answer is Operation<Response> {
  return isPromise(answer) && Symbol.iterator in answer;
}

function isPromise(answer: unknown): answer is PromiseLike<Response> {
  return isReadable(answer) && typeof (answer as Partial<PromiseLike<unknown>>).then === "function";
}

/** Returns an answer of this realm's Response or another's, which a framework may bring along. */
function checked(response: Response, { method, url }: Request): Response {
  if (isReadable(response) && typeof response.status === "number" && isReadable(response.headers)) return response;
  throw badArgument(`what the fetch handler gave for ${method} ${url}`, response, "a Response");
}
