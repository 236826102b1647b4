/**
 * The spans of HTTP requests to a server of `@mailslot/io`: of their senders' traces, by the headers. Of an exchange this needs only
 * what stands here, so that the package does not depend on that one.
 */
import {
  type Attributes,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { runBody } from "../carrier.js";
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
  OTHER,
} from "../conventions.js";
import { fail } from "../failure.js";
import type { Durations } from "../metric/durations.js";

/** What of an HTTP exchange is looked at. */
export interface TracedExchange {
  /** The platform's request. */
  readonly request: {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
    readonly headers: { readonly [name: string]: string | string[] | undefined };
    readonly httpVersion?: string;
    readonly socket?: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
  };
  /** The platform's answer. */
  readonly response: {
    readonly statusCode: number;
    readonly writableFinished: boolean;
    readonly closed?: boolean;
    once(event: "close", listener: () => void): unknown;
  };
}

/** How requests are traced. */
export interface HttpTraceOptions<E> {
  /** Returns the route of a request, as few as there are kinds: `/users/:id`. Default: none, and spans are called by the method alone. */
  readonly route?: (exchange: E) => string | undefined;
}

export interface HttpTelemetry {
  readonly tracer: Tracer | null;
  readonly durations: Durations | null;
  readonly now: () => number;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]);

/** Handles a request with `handler`, in the context of its span. */
export function handleTraced<E extends TracedExchange>(
  { tracer, durations, now }: HttpTelemetry,
  handler: (exchange: E) => unknown,
  exchange: E,
  route: string | undefined,
): unknown {
  const { request, response } = exchange;
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const common = commonOf(exchange, route);
  const span = tracer === null ? null : requestSpan(tracer, exchange, common, route, parent);
  const began = now();
  let failure: { readonly error: unknown } | null = null;
  const ended = (): void => {
    const answer = answerOf(response);
    if (span !== null) endSpan(span, answer, failure);
    durations?.requested({ ...common, ...answer }, now() - began);
  };
  if (response.closed === true) ended();
  else response.once("close", ended);
  const active = span === null ? parent : trace.setSpan(parent, span);
  return runBody(active, () => handler(exchange), {
    completed() {},
    failed(error) {
      failure = { error };
    },
  });
}

function requestSpan(
  tracer: Tracer,
  { request }: TracedExchange,
  common: Attributes,
  route: string | undefined,
  parent: Context,
): Span {
  const { method = "", url = "", headers, socket } = request;
  const attributes: Attributes = { ...common, [ATTR_URL_PATH]: url.split("?", 1)[0] ?? "" };
  if (!METHODS.has(method)) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = method;
  if (socket?.remoteAddress !== undefined) attributes[ATTR_CLIENT_ADDRESS] = socket.remoteAddress;
  const agent = headers["user-agent"];
  if (typeof agent === "string") attributes[ATTR_USER_AGENT_ORIGINAL] = agent;
  const [host = "", port] = String(headers.host ?? "").split(/:(?=\d+$)/);
  if (host !== "") attributes[ATTR_SERVER_ADDRESS] = host;
  if (port !== undefined) attributes[ATTR_SERVER_PORT] = Number(port);
  const verb = METHODS.has(method) ? method : "HTTP";
  const name = route === undefined ? verb : `${verb} ${route}`;
  return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
}

/** What spans and metrics say alike: few values, so no path. */
function commonOf({ request }: TracedExchange, route: string | undefined): Attributes {
  const { method = "", httpVersion, socket } = request;
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: METHODS.has(method) ? method : OTHER,
    [ATTR_URL_SCHEME]: socket?.encrypted === true ? "https" : "http",
  };
  if (httpVersion !== undefined) attributes[ATTR_NETWORK_PROTOCOL_VERSION] = httpVersion;
  if (route !== undefined) attributes[ATTR_HTTP_ROUTE] = route;
  return attributes;
}

/** How it was answered: with a status, or not to the end, since the client has gone or the answer was cut. */
function answerOf({ statusCode, writableFinished }: TracedExchange["response"]): Attributes {
  const attributes: Attributes = { [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode };
  if (!writableFinished) attributes[ATTR_ERROR_TYPE] = "aborted";
  else if (statusCode >= 500) attributes[ATTR_ERROR_TYPE] = String(statusCode);
  return attributes;
}

function endSpan(span: Span, answer: Attributes, failure: { readonly error: unknown } | null): void {
  if (failure !== null) fail(span, failure.error);
  else if (ATTR_ERROR_TYPE in answer) span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttributes(answer);
  span.end();
}
