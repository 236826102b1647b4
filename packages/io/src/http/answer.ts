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

/** What headers say of the length of the body, however they write it. */
export function declaredLength(headers: OutgoingHttpHeaders | undefined): OutgoingHttpHeaders[string] {
  for (const name in headers) if (name.length === 14 && name.toLowerCase() === "content-length") return headers[name];
  return undefined;
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
