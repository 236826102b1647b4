// runs under Node alone: it needs sockets.
/** Requests that make no sense, and those that mean something special: each has its answer, and is told of. */
import { type HttpOptions, type IoError, serveHttp } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../scratch.js";
import { ask, RawClient } from "./raw-client.js";

const open = (options: HttpOptions = {}) => serveHttp({ host: "127.0.0.1", port: 0, ...options });
const post = (headers: string, body = "") => `POST / HTTP/1.1\r\nHost: test\r\n${headers}\r\n\r\n${body}`;

const senseless: Record<string, [request: string, status: number, code: string]> = {
  "what is not HTTP": ["\x16\x03\x01 hello\r\n\r\n", 400, "ERR_MAILSLOT_INVALID_TEXT"],
  "HTTP/2 without a word before": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "ERR_MAILSLOT_INVALID_TEXT"],
  "two lengths": [post("Content-Length: 3\r\nContent-Length: 4", "abcd"), 400, "ERR_MAILSLOT_INVALID_TEXT"],
  "a length beside chunks": [
    post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    400,
    "ERR_MAILSLOT_INVALID_TEXT",
  ],
  "a control character in its URL": [ask("/\x1b[31m"), 400, "ERR_MAILSLOT_INVALID_TEXT"],
  "a header that is too long": [ask("/", `X: ${"x".repeat(20_000)}\r\n`), 431, "ERR_MAILSLOT_LIMIT"],
};
for (const [what, [request, status, code]] of Object.entries(senseless)) {
  test(`a request with ${what} is answered ${status}, counted and told, and the server goes on`, async () => {
    const told: IoError[] = [];
    await using server = await open({ onRefused: (error) => void told.push(error) });
    server.serve((exchange) => exchange.respond("fine"));
    const client = new RawClient(server.port);
    client.send(request);
    assert.ok(await eventually(() => client.closed));
    assert.equal([client.statuses(), server.malformed, told.map((error) => error.code)], [[status], 1, [code]]);
    assert.match(told[0]?.message ?? "", /^a client of the HTTP server on .* from 127\.0\.0\.1 has sent what is not/);
    assert.is((await fetch(`http://127.0.0.1:${server.port}/`)).status, 200);
  });
}

test("a request that does not come in time is answered 408, counted and told", async () => {
  const told: string[] = [];
  const http = { headersTimeout: 20, requestTimeout: 20, connectionsCheckingInterval: 5 };
  await using server = await open({ http, onRefused: ({ code }) => void told.push(code) });
  const client = new RawClient(server.port);
  client.send("GET / HTTP/1.1\r\nHost: te");
  assert.ok(await eventually(() => client.closed));
  assert.equal([client.statuses(), server.malformed, told], [[408], 1, ["ERR_MAILSLOT_TIMED_OUT"]]);
});

test("a client that goes in the middle of its request was not senseless", async () => {
  await using server = await open();
  const client = new RawClient(server.port);
  client.send("GET / HTTP/1.1\r\nHost: te");
  client.socket.end();
  assert.ok(await eventually(() => client.closed));
  assert.is(server.malformed, 0);
});

test("a callback for refused clients that throws ends nothing", async () => {
  const said: string[] = [];
  const say = console.error;
  console.error = (text: string) => void said.push(text);
  const onRefused = (): void => {
    throw new Error("crash");
  };
  await using server = await open({ onRefused });
  const client = new RawClient(server.port);
  client.send("no HTTP\r\n\r\n");
  assert.ok(await eventually(() => client.closed));
  console.error = say;
  assert.equal([client.statuses(), said.length], [[400], 1]);
});

test("a wish to upgrade is a request like others; CONNECT ends its connection; an odd Expect gives 417", async () => {
  await using server = await open();
  server.serve((exchange) => exchange.respond("fine"));
  const answers: Record<string, number[]> = {
    [ask("/", "Connection: Upgrade\r\nUpgrade: websocket\r\n")]: [200],
    "CONNECT test:80 HTTP/1.1\r\nHost: test\r\n\r\n": [],
    [ask("/", "Expect: tea\r\n")]: [417],
  };
  for (const [request, statuses] of Object.entries(answers)) {
    const client = new RawClient(server.port);
    client.send(request);
    assert.ok(await eventually(() => client.statuses().length === 1 || client.closed));
    assert.equal(client.statuses(), statuses);
    client.end();
  }
});

test("a client that awaits 100 is told to continue, and its body is read", async () => {
  await using server = await open();
  server.serve(async (exchange) => exchange.respond(await exchange.body.text()));
  const client = new RawClient(server.port);
  client.send(post("Expect: 100-continue\r\nContent-Length: 3"));
  assert.ok(await client.answers(1));
  client.send("abc");
  assert.ok(await client.answers(2));
  assert.equal(client.statuses(), [100, 200]);
  client.end();
});

test("a client that ends its side before its answer has gone: the signal aborts, and the connection ends", async () => {
  await using server = await open();
  const client = new RawClient(server.port);
  client.send(ask("/"));
  const exchange = await server.recv();
  const { signal } = exchange;
  client.socket.end();
  assert.ok(await eventually(() => signal.aborted && client.closed));
  exchange.respond("too late");
  assert.equal(client.statuses(), []);
});

test.run();
