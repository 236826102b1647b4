/** The head of an answer: what it is told, checked and read once, and how that is set. */
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { UsageError } from "@mailslot/core";
import { badArgument, checkObject, messageOf } from "@mailslot/core/engine";
import { checkSettings } from "../source/argument.js";

/** How to answer. */
export interface HttpAnswer {
  /** The status, from 200 to 999. Default: 200. */
  readonly status?: number;
  /** The headers, by name. Default: none beside what the platform adds. */
  readonly headers?: OutgoingHttpHeaders;
}

/** Returns what an answer is told, each of it read once: what is checked is what is sent. */
export function readAnswer(what: string, answer: HttpAnswer): HttpAnswer {
  checkObject(what, answer, "an object such as { status: 404 }");
  const { status = 200, headers } = answer;
  if (headers === undefined) return { status };
  checkSettings(`the headers of ${what}`, headers, "an object of texts");
  const copy: OutgoingHttpHeaders = {};
  for (const name in headers) copy[name] = headers[name]; // user code may run here
  return { status, headers: copy };
}

/**
 * Returns the length that an answer says its body has, or null if none. Fails for what would leave a client in doubt where the
 * body ends: two lengths, one that is not a number, a length of what is sent in chunks, an encoding that does not end.
 */
export function framing(what: string, response: ServerResponse, headers: OutgoingHttpHeaders = {}): number | null {
  const length = onlyOne(what, response, headers, "content-length");
  const encoding = onlyOne(what, response, headers, "transfer-encoding");
  if (encoding !== undefined && (length !== undefined || !CHUNKED.test(String(encoding))))
    throw badArgument(`the transfer-encoding of ${what}`, encoding, '"chunked", without a content-length, or none');
  if (length === undefined) return null;
  if (WHOLE.test(String(length))) return Number(length);
  throw badArgument(`the content-length of ${what}`, length, "a whole number of bytes");
}

const CHUNKED = /(?:^|, *)chunked$/i;
const WHOLE = /^\d+$/;

type Value = number | string | undefined;

/** Returns the header of a name, however it is written; fails if there are several, or none that is a text. */
function onlyOne(what: string, response: ServerResponse, headers: OutgoingHttpHeaders, name: string): Value {
  let value: OutgoingHttpHeaders[string];
  for (const key in headers) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    if (value !== undefined) throw badArgument(`the ${name} of ${what}`, headers[key], "it once");
    value = headers[key];
  }
  value ??= response.getHeader(name);
  if (value === undefined || typeof value === "string" || typeof value === "number") return value;
  throw badArgument(`the ${name} of ${what}`, value, "one value");
}

/** Sets the status and the headers, or leaves both as they were. */
export function writeHead(response: ServerResponse, { status = 200, headers }: HttpAnswer): void {
  if (!Number.isInteger(status) || status < 200 || status > 999) {
    throw badArgument("the status of an answer", status, "a whole number from 200 to 999");
  }
  if (headers === undefined) {
    response.statusCode = status;
    return;
  }
  const { statusCode, statusMessage } = response;
  const before = response.getHeaders();
  try {
    setHead(response, status, headers);
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    for (const name in before) response.setHeader(name, before[name] as string);
    Object.assign(response, { statusCode, statusMessage });
    throw unfit(error);
  }
}

/** What the platform says against a header, as an error of a wrong program. */
function unfit(error: unknown): UsageError {
  const reason = messageOf(error);
  return new UsageError("ERR_MAILSLOT_ARGUMENT", `the headers of an answer cannot be sent: ${reason}`, {
    cause: error,
  });
}

/** Headers that say how long the body is go out as they are; otherwise the platform finds out, from headers it is told. */
function setHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  if ("content-length" in headers) {
    response.writeHead(status, headers);
    return;
  }
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
}
