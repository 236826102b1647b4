// runs under Node alone: it needs sockets.
/** HTTP requests as a source, asked by real clients. */
import { get, request } from "node:http";
import { connect } from "node:net";
import { createScheduler, go, oneshot, timeout } from "@mailslot/core";
import { type HttpOptions, type HttpServer, lines, serveHttp } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually } from "../scratch.js";
import { ask, RawClient } from "./raw-client.js";

const host = "127.0.0.1";
const open = (options: HttpOptions = {}) => serveHttp({ host, port: 0, ...options });
const url = (server: HttpServer, path = "/") => `http://${host}:${server.port}${path}`;

test("a request is a value of a source, and respond answers it", async () => {
  await using server = await open();
  const task = go(function* one() {
    const event = yield* select({ request: server });
    const { request } = event.value;
    event.value.respond(`${request.method} ${request.url}`, { status: 201, headers: { "x-from": "here" } });
    assert.match(thrown(() => event.value.respond("again")).message, /GET \/a\?b is answered already/);
  });
  const answer = await fetch(url(server, "/a?b"));
  assert.is(answer.status, 201);
  assert.is(answer.headers.get("x-from"), "here");
  assert.is(answer.headers.get("content-length"), "8");
  assert.is(await answer.text(), "GET /a?b");
  await task;
});

test("bodies are sources, and answers are sinks, with back-pressure", async () => {
  await using server = await open();
  server.serve(function* echo(exchange) {
    const out = exchange.stream({ headers: { "content-type": "text/plain" } });
    for (let chunk = yield* exchange.body.read(); chunk !== undefined; chunk = yield* exchange.body.read()) {
      yield* out.write(chunk);
    }
    yield* out.end();
  });
  const body = "0123456789".repeat(100_000);
  const answer = await fetch(url(server), { method: "POST", body });
  assert.is(await answer.text(), body);
});

test("a body is a source of lines", async () => {
  await using server = await open();
  server.serve(async (exchange) => {
    const all: string[] = [];
    for await (const line of lines(exchange.body)) all.push(line);
    exchange.respond(all.join("|"));
  });
  assert.is(await (await fetch(url(server), { method: "POST", body: "a\nb\r\nc" })).text(), "a|b|c");
});

test("a handler that fails, ends or is cancelled without an answer gives 500, and no client hangs", async () => {
  const failures: string[] = [];
  const server = await open({
    onFailure: (error, { request }) => void failures.push(`${request.url}: ${(error as Error).message}`),
  });
  server.serve(function* handler({ request }): Generator<never, void, unknown> {
    if (request.url === "/fails") throw new Error("crash");
  });
  for (const path of ["/fails", "/ends"]) {
    const answer = await fetch(url(server, path));
    assert.is(answer.status, 500);
    assert.is(await answer.text(), "");
  }
  assert.is(server.abandoned, 2);
  assert.equal(failures, ["/fails: crash"]);
  assert.is(server.failed, 1);
  await server[Symbol.asyncDispose]();
});

test("a handler that fails while it answers cuts the answer", async () => {
  const server = await open({ onFailure: () => undefined });
  server.serve(function* handler(exchange) {
    yield* exchange.stream().write("half");
    throw new Error("crash");
  });
  assert.ok(await rejection(fetch(url(server)).then((answer) => answer.text())));
  await server[Symbol.asyncDispose]();
});

test("a request that is dropped is answered 500: by using at once, else within answerWithin", async () => {
  await using server = await open({ answerWithin: 8 });
  const drops = go(function* drops() {
    {
      using _exchange = yield* server.recv();
    }
    yield* server.recv();
    const raw = yield* server.recv();
    raw.response.end("by hand");
  });
  assert.is((await fetch(url(server))).status, 500);
  assert.is((await fetch(url(server))).status, 500);
  assert.is(await (await fetch(url(server))).text(), "by hand");
  await drops;
  assert.is(server.abandoned, 2);
});

test("when the client goes, the signal aborts, and a wait on it ends", async () => {
  await using server = await open();
  const [taken, aborted] = [oneshot<void>(), oneshot<unknown>()];
  go(function* waits() {
    const exchange = yield* server.recv();
    taken.send();
    const event = yield* select({ gone: exchange.signal });
    aborted.send(event.case);
    exchange.respond("too late");
  });
  const client = get(url(server));
  client.on("error", () => undefined);
  await taken;
  client.destroy();
  assert.is(await aborted, "gone");
});

test("requests that are not taken are kept up to the capacity; more are answered 503, and so are those left at the close", async () => {
  const server = await open({ capacity: 2 });
  const kept = [fetch(url(server)), fetch(url(server))];
  const inside = server as unknown as { requests: { length: number } };
  assert.ok(await eventually(() => inside.requests.length === 2));
  const refused = await fetch(url(server));
  assert.is(refused.status, 503);
  assert.is(refused.headers.get("retry-after"), "1");
  assert.is(server.refused, 1);
  const taken = await server.recv();
  server.close();
  taken.respond("still");
  const answers = await Promise.all(kept);
  assert.equal(answers.map(({ status }) => status).sort(), [200, 503]);
  for (const answer of answers) await answer.text();
  await server.closed;
  assert.is((await rejection(server.recv())).code, "ERR_MAILSLOT_CLOSED");
});

test("requests whose client has gone before they are taken are left out", async () => {
  await using server = await open();
  const inside = server as unknown as { requests: { length: number } };
  const client = request(url(server, "/gone"));
  client.on("error", () => undefined);
  client.end();
  assert.ok(await eventually(() => inside.requests.length === 1));
  client.destroy();
  const answer = fetch(url(server, "/here"));
  assert.ok(await eventually(() => inside.requests.length === 2));
  const exchange = await server.recv();
  assert.is(exchange.request.url, "/here");
  exchange.respond();
  assert.is(await (await answer).text(), "");
});

test("requests whose client has gone make room for others", async () => {
  await using server = await open({ capacity: 4 });
  const dead = Array.from({ length: 4 }, () => new RawClient(server.port));
  for (const client of dead) client.send(ask("/dead"));
  const { requests, sockets } = server as unknown as { requests: { length: number }; sockets: Set<unknown> };
  assert.ok(await eventually(() => requests.length === 4));
  for (const client of dead) client.socket.resetAndDestroy();
  assert.ok(await eventually(() => sockets.size === 0));
  const answer = fetch(url(server));
  assert.ok(await eventually(() => requests.length === 1 || server.refused > 0));
  (await server.recv()).respond("fine");
  assert.equal([(await answer).status, server.refused], [200, 0]);
});

test("requests that were answered 500 before they were taken are left out, and the close goes on", async () => {
  const server = await open({ answerWithin: 4 });
  const answers = await Promise.all([fetch(url(server)), fetch(url(server))]);
  assert.equal(
    answers.map(({ status }) => status),
    [500, 500],
  );
  const taken = server.recv().then((exchange) => exchange.respond("fine"));
  assert.is(await (await fetch(url(server))).text(), "fine");
  await taken;
  assert.is((await fetch(url(server))).status, 500);
  await server.close();
});

test("an idle client does not hold up the close, and linger bounds answers that never come", async () => {
  const before = descriptors();
  const server = await open({ linger: 10 });
  const idle = connect(server.port, host);
  await new Promise<void>((done) => idle.once("connect", done));
  const hangs = rejection(fetch(url(server)));
  await server.recv();
  await server.close();
  assert.ok(await hangs);
  idle.destroy();
  assert.ok(await eventually(() => descriptors() <= before + 2));
});

test("a port in use is an error, bad requests are answered by the platform, and an abort closes", async () => {
  const stop = new AbortController();
  const server = await open({ signal: stop.signal });
  const error = await rejection(serveHttp({ host, port: server.port }));
  assert.is(error.code, "ERR_MAILSLOT_ADDRESS_IN_USE");
  const socket = connect(server.port, host);
  socket.write("nonsense\r\n\r\n");
  const said = await new Promise<string>((done) => socket.once("data", (data) => done(String(data))));
  assert.match(said, /^HTTP\/1\.1 400/);
  const waiting = rejection(server.recv());
  stop.abort();
  assert.is((await waiting).code, "ERR_MAILSLOT_CLOSED");
  await server.closed;
  assert.is(thrown(() => serveHttp({ port: -1 })).code, "ERR_MAILSLOT_ARGUMENT");
});

test("a task of another scheduler is told that the server is not its own; waits have limits", async () => {
  await using server = await open();
  const other = createScheduler({ name: "other" });
  assert.is((await rejection(other.go(() => server.recv()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  assert.is((await rejection(timeout(server.recv(), 1))).code, "ERR_MAILSLOT_TIMEOUT");
});

test.run();
