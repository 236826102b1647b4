// runs under Node alone: it needs sockets.
/** HTTPS: requests over TLS as a source, asked by the platform's client. */
import { request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectSecurely, type TLSSocket } from "node:tls";
import { go } from "@mailslot/core";
import { type HttpOptions, type HttpServer, serveHttp } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { descriptors, eventually } from "../scratch.js";

const host = "127.0.0.1";
const open = (options: HttpOptions = {}) => serveHttp({ host, port: 0, tls: { cert, key }, ...options });

interface Answered {
  readonly status: number | undefined;
  readonly protocol: string | null;
  readonly body: string;
}

function ask(server: HttpServer, options: RequestOptions = {}, body = ""): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const given = { host, port: server.port, servername: "localhost", ca: cert, method: "POST", ...options };
    const asked = request(given, (answer) => {
      const protocol = (answer.socket as TLSSocket).getProtocol();
      text(answer).then((read) => resolve({ status: answer.statusCode, protocol, body: read }), reject);
    });
    asked.once("error", reject);
    asked.end(body);
  });
}

test("requests over TLS are values of the source, bodies and answers both ways", async () => {
  await using server = await open();
  server.serve(function* echo(exchange) {
    assert.ok((exchange.request.socket as TLSSocket).encrypted);
    const out = exchange.stream({ status: 201 });
    for (let chunk = yield* exchange.body.read(); chunk !== undefined; chunk = yield* exchange.body.read()) {
      yield* out.write(chunk);
    }
    yield* out.end();
  });
  const body = "0123456789".repeat(50_000);
  assert.equal(await ask(server, {}, body), { status: 201, protocol: "TLSv1.3", body });
});

test("a kept-alive connection carries many requests, and does not hold up the close", async () => {
  const before = descriptors();
  const server = await open();
  server.serve((exchange) => exchange.respond(exchange.request.url));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; n < 10; n++) assert.is((await ask(server, { agent, path: `/${n}` })).body, `/${n}`);
  await server.close();
  agent.destroy();
  assert.ok(await eventually(() => descriptors() <= before));
});

test("a client that goes aborts the signal", async () => {
  await using server = await open();
  const asked = rejection(ask(server, { signal: AbortSignal.timeout(10_000) }));
  const exchange = await server.recv();
  const gone = new Promise<void>((done) => exchange.signal.addEventListener("abort", () => done(), { once: true }));
  exchange.request.socket.destroy();
  await gone;
  assert.ok(await asked);
});

test("a client that does not trust the certificate, or does not speak TLS, is turned away, and the server goes on", async () => {
  await using server = await open();
  go(() => server.serve((exchange) => exchange.respond("here")));
  assert.is((await rejection(ask(server, { ca: [] }))).code, "DEPTH_ZERO_SELF_SIGNED_CERT");
  const plain = new Promise((resolve) => plainRequest({ host, port: server.port }).once("error", resolve).end());
  assert.instance(await plain, Error);
  assert.is((await ask(server)).body, "here");
});

test("a certificate of the client is asked for and seen, as tls says", async () => {
  await using server = await open({ tls: { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true } });
  server.serve((exchange) => exchange.respond(String((exchange.request.socket as TLSSocket).authorized)));
  assert.is((await ask(server, { cert, key })).body, "true");
  assert.ok(await rejection(ask(server)));
});

test("a client that never begins its handshake, or stops within, is dropped when the close has lingered", async () => {
  const before = descriptors();
  const server = await open({ linger: 10 });
  const silent = connect(server.port, host);
  const dropped = new Promise<void>((done) =>
    silent
      .once("close", () => done())
      .resume()
      .once("error", () => undefined),
  );
  const idle = connectSecurely({ host, port: server.port, ca: cert, servername: "localhost" });
  idle.on("error", () => undefined).resume();
  await new Promise<void>((done) => idle.once("secureConnect", () => done()));
  await server.close();
  await dropped;
  idle.destroy();
  assert.ok(await eventually(() => descriptors() <= before));
});

test("an invalid certificate makes serveHttp fail", async () => {
  const error = await rejection(open({ tls: { cert: "no certificate", key: "no key" } }));
  assert.is(error.code, "ERR_MAILSLOT_TLS");
  assert.match(error.message, /^serving HTTP on 127\.0\.0\.1:0 failed: /);
});

test.run();
