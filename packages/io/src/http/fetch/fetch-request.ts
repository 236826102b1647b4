/**
 * The request of an exchange as one of `fetch`. Its signal is that of the exchange: a signal that is handed to the constructor is
 * listened to for ever, and heard no more once the request is collected.
 */
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import type { HttpExchange } from "../exchange.js";

/** What `fetch` refuses to know of, since they would let a page read what it must not. */
const UNKNOWN = new Set(["CONNECT", "TRACE", "TRACK"]);
/** Without a body, whatever a client sends along. */
const BODILESS = new Set(["GET", "HEAD"]);
/** What a host may hold: without the signs that end it in a URL, it cannot pass for a part of the path, or hold a password. */
const HOST = /^[\w.~!$&'()*+,;=%:[\]-]+$/;

/** Returns the request, or the status of the answer to one that `fetch` does not know. */
export function requestOf(exchange: HttpExchange): Request | 400 | 501 {
  const { method = "GET" } = exchange.request;
  if (UNKNOWN.has(method)) return 501;
  const url = urlOf(exchange.request);
  if (url === null) return 400;
  try {
    const request = new Request(url, {
      method,
      headers: headersOf(exchange.request),
      ...(hasBody(exchange.request) ? { body: streamOf(exchange), duplex: "half" } : {}),
    });
    return Object.defineProperty(request, "signal", { get: () => exchange.signal, configurable: true });
  } catch {
    return 400; // all that it can refuse, the client has sent
  }
}

function urlOf({ url = "/", headers, socket }: IncomingMessage): string | null {
  if (/^https?:\/\//i.test(url)) return url; // as it is sent to proxies
  const host = headers.host ?? hostOf(socket.localAddress, socket.localPort);
  if (!HOST.test(host)) return null;
  const path = url.startsWith("/") ? url : `/${url}`; // OPTIONS may ask for *
  return `${(socket as TLSSocket).encrypted === true ? "https" : "http"}://${host}${path}`;
}

/** What a client of HTTP/1.0 need not say. */
function hostOf(address = "localhost", port: number | undefined): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}

/** All headers as they came, those of one name together. */
function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let n = 0; n < rawHeaders.length; n += 2) headers.append(rawHeaders[n] as string, rawHeaders[n + 1] as string);
  return headers;
}

function hasBody({ method = "GET", headers }: IncomingMessage): boolean {
  if (BODILESS.has(method)) return false;
  return "transfer-encoding" in headers || Number(headers["content-length"] ?? 0) > 0;
}

/** The body, of which nothing is read before it is asked for. */
function streamOf(exchange: HttpExchange): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await exchange.body.read();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
      },
    },
    { highWaterMark: 0 },
  );
}
