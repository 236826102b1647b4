/**
 * A Response of `fetch` as the answer of an exchange.
 *
 * Invariants: whatever happens, its body has ended or was cancelled when the steps end, and nothing listens to the signal.
 */
import type { OutgoingHttpHeaders } from "node:http";
import { fromPromise, type Steps, UsageError } from "@mailslot/core";
import type { ByteSink } from "../../source/bytes.js";
import type { HttpAnswer } from "../answer.js";
import type { HttpExchange } from "../exchange.js";

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Read = Awaited<ReturnType<Reader["read"]>>;

/** Statuses whose answers have no body, whatever is given. */
const BODILESS = new Set([204, 205, 304]);

/** How many promise jobs a body has to be whole: a text takes two or three, in whatever engine. */
const LOOKS = 8;

/** Answers, and completes when the whole body was taken by the platform. */
export function* sendResponse(exchange: HttpExchange, response: Response): Steps<void> {
  const { body, bodyUsed, status } = response;
  if (bodyUsed || body?.locked) throw used(exchange);
  if (body === null) {
    respond(exchange, response);
    return;
  }
  const reader: Reader = body.getReader();
  const { signal } = exchange;
  const stop = (): void => void reader.cancel(signal.reason).catch(ignored);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return;
    if (BODILESS.has(status) || exchange.request.method === "HEAD") respond(exchange, response);
    else yield* sendBody(exchange, response, reader);
  } finally {
    signal.removeEventListener("abort", stop);
    stop(); // what has ended, nothing happens to
  }
}

function* sendBody(exchange: HttpExchange, response: Response, reader: Reader): Steps<void> {
  const start = yield* fromPromise(beginning(reader));
  if (start.next === null) {
    respond(exchange, response, start.chunk);
    return;
  }
  setStatusText(exchange, response);
  const out = exchange.stream(answerOf(response));
  if (start.chunk !== undefined) yield* out.write(start.chunk);
  yield* pipe(reader, start.next, out);
  if (!exchange.signal.aborted) yield* out.end();
}

function* pipe(reader: Reader, first: Promise<Read>, out: ByteSink): Steps<void> {
  for (let read = yield* fromPromise(first); !read.done; read = yield* fromPromise(reader.read()))
    yield* out.write(read.value);
}

/** What has come of a body before anything is sent: `next` is the read that is under way, or null when all has come. */
interface Beginning {
  readonly chunk: Uint8Array | undefined;
  readonly next: Promise<Read> | null;
}

/** Reads a chunk and the end, if they come at once: such an answer is sent whole, with its length. */
async function beginning(reader: Reader): Promise<Beginning> {
  const first = reader.read();
  const read = await atOnce(first);
  if (read === null) return { chunk: undefined, next: first };
  if (read.done) return { chunk: undefined, next: null };
  const second = reader.read();
  const end = await atOnce(second);
  return { chunk: read.value, next: end?.done ? null : second };
}

/** Returns what a promise gives, or null if that takes more than a few promise jobs. */
async function atOnce<T>(promise: Promise<T>): Promise<T | null> {
  const seen = { settled: false };
  const settle = (): void => void (seen.settled = true);
  promise.then(settle, settle);
  for (let n = 0; n < LOOKS && !seen.settled; n++) await null;
  return seen.settled ? promise : null;
}

function respond(exchange: HttpExchange, response: Response, body?: Uint8Array): void {
  setStatusText(exchange, response);
  exchange.respond(body, answerOf(response));
}

function setStatusText({ response }: HttpExchange, { statusText }: Response): void {
  if (statusText !== "") response.statusMessage = statusText;
}

function answerOf({ status, headers }: Response): HttpAnswer {
  const all: OutgoingHttpHeaders = {};
  for (const [name, value] of headers) if (name !== "set-cookie") all[name] = value;
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) all["set-cookie"] = cookies;
  return { status, headers: all };
}

function used({ request }: HttpExchange): UsageError {
  const reason = `the Response for ${request.method} ${request.url} was read before: give one whose body was not, or a clone()`;
  return new UsageError("ERR_MAILSLOT_ARGUMENT", reason);
}

function ignored(): void {
  // What goes wrong in a body that nobody reads any more, nobody asks for.
}
