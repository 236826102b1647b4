// runs under Node alone: it needs sockets.
// watchdog: 120 s
/** Bodies of requests: whole or in chunks, the same however they are cut, and an error when they were cut off. */
import { timeout } from "@mailslot/core";
import { type HttpExchange, type HttpOptions, type HttpServer, lines, serveHttp } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../scratch.js";
import { RawClient } from "./raw-client.js";

const open = (options: HttpOptions = {}) => serveHttp({ host: "127.0.0.1", port: 0, ...options });
const url = (server: { port: number }) => `http://127.0.0.1:${server.port}/`;
const post = (server: HttpServer, body: string) => fetch(url(server), { method: "POST", body });
const head = (length: number) => `POST / HTTP/1.1\r\nHost: test\r\nContent-Length: ${length}\r\n\r\n`;

test("bytes, text and json give the whole body, to generators and to async functions", async () => {
  await using server = await open();
  server.serve(function* handler(exchange) {
    const { n } = (yield* exchange.body.json()) as { n: number };
    exchange.respond(String(n + 1));
  });
  assert.is(await (await post(server, '{"n":1}')).text(), "2");
  await using other = await open();
  other.serve(async (exchange) => exchange.respond((await exchange.body.bytes()).toString("hex")));
  assert.is(await (await post(other, "ab")).text(), "6162");
});

test("a body over the limit fails: at once if its length is declared, else when it comes; the answer is 413", async () => {
  const told: string[] = [];
  await using server = await open({ onFailure: (error) => void told.push((error as { code: string }).code) });
  server.serve(async (exchange) => exchange.respond(await exchange.body.text({ maxSize: 10 })));
  const declared = new RawClient(server.port);
  declared.send(head(11)); // and nothing of the body
  assert.ok(await declared.answers(1));
  const chunked = new RawClient(server.port);
  chunked.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n12345\r\n");
  assert.ok(await chunked.answers(1));
  assert.equal([...declared.statuses(), ...chunked.statuses()], [413, 413]);
  assert.is(await (await post(server, "0123456789")).text(), "0123456789");
  assert.equal(told, ["ERR_MAILSLOT_LIMIT", "ERR_MAILSLOT_LIMIT"]);
  for (const client of [declared, chunked]) client.end();
});

test("without a limit of its own, a body may have a mebibyte", async () => {
  await using server = await open({ onFailure: () => undefined });
  server.serve(async (exchange) => exchange.respond(String((await exchange.body.bytes()).length)));
  assert.is(await (await post(server, "x".repeat(1_048_576))).text(), "1048576");
  assert.is((await post(server, "x".repeat(1_048_577))).status, 413);
});

test("a body that is not JSON fails, and gives 400; a handler that catches that goes on", async () => {
  await using server = await open({ onFailure: () => undefined });
  server.serve(async (exchange) => {
    const error = await rejection(exchange.body.json());
    assert.is(error.code, "ERR_MAILSLOT_INVALID_TEXT");
    if (exchange.request.headers["x-catch"] === undefined) throw error;
    throw new Error("another");
  });
  assert.is((await post(server, "{")).status, 400);
  assert.is((await fetch(url(server), { method: "POST", body: "{", headers: { "x-catch": "1" } })).status, 500);
});

const readers: Record<string, (exchange: HttpExchange) => PromiseLike<unknown>> = {
  read: ({ body }) => body.read(),
  bytes: ({ body }) => body.bytes(),
  text: ({ body }) => body.text(),
  json: ({ body }) => body.json(),
  lines: ({ body }) => lines(body).recv(),
  iteration: async ({ body }) => {
    for await (const _ of body);
  },
};
for (const [name, read] of Object.entries(readers)) {
  test(`${name} of an upload that was cut before the body was touched is an error`, async () => {
    await using server = await open();
    const client = new RawClient(server.port);
    client.send(head(100), "12345");
    const exchange = await server.recv();
    client.end();
    assert.ok(await eventually(() => exchange.request.destroyed));
    assert.is((await rejection(read(exchange))).code, "ERR_MAILSLOT_RESET");
  });

  test(`${name} of a body that was left when the answer was complete is an error`, async () => {
    await using server = await open();
    const client = new RawClient(server.port);
    client.send(head(5), "12345");
    const exchange = await server.recv();
    exchange.respond("early");
    assert.ok(await eventually(() => exchange.response.writableFinished));
    assert.is((await rejection(read(exchange))).code, "ERR_MAILSLOT_RESET");
    client.end();
  });
}

const chunkedHead = "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
for (const [what, sent] of Object.entries({ "in part": "3\r\nabc\r\n", whole: "3\r\nabc\r\n0\r\n\r\n" })) {
  test(`a body in chunks of its own that has come ${what}, and was left when the answer was complete, is an error`, async () => {
    await using server = await open();
    const client = new RawClient(server.port);
    client.send(chunkedHead, sent);
    const exchange = await server.recv();
    exchange.respond("early");
    assert.ok(await client.answers(1));
    assert.ok(await eventually(() => exchange.response.writableFinished));
    assert.is((await rejection(exchange.body.text())).code, "ERR_MAILSLOT_RESET");
    client.end();
  });
}

test("a request without a body reads as empty, also after its answer", async () => {
  await using server = await open();
  const client = new RawClient(server.port);
  client.send(head(0));
  const exchange = await server.recv();
  exchange.respond("early");
  assert.ok(await client.answers(1));
  assert.ok(await eventually(() => exchange.request.destroyed || exchange.request.readableEnded));
  assert.is(await exchange.body.text(), "");
  client.end();
});

test("the limit is that of the rest, when a part was read before", async () => {
  await using server = await open();
  const client = new RawClient(server.port);
  client.send(head(23), "x".repeat(20));
  const { body } = await server.recv();
  assert.is(((await body.read()) as Uint8Array).length, 20);
  const rest = body.text({ maxSize: 3 });
  client.send("abc");
  assert.is(await rest, "abc");
  client.end();
});

test("a body that is read as a whole a second time fails: it is not empty, and its client is not to blame", async () => {
  const told: string[] = [];
  await using server = await open({ onFailure: (error) => void told.push((error as { code: string }).code) });
  server.serve(function* handler({ body }) {
    const first = body.json();
    assert.equal([yield* first, yield* first], [{ a: 1 }, { a: 1 }]);
    yield* body.json();
  });
  assert.is((await post(server, '{"a":1}')).status, 500);
  assert.equal(told, ["ERR_MAILSLOT_ARGUMENT"]);
});

test("a wait for the whole body that is given up goes on where it stopped", async () => {
  await using server = await open();
  const client = new RawClient(server.port);
  client.send(head(4), "ab");
  const { body } = await server.recv();
  const whole = body.text();
  assert.is((await rejection(timeout(whole, 20))).code, "ERR_MAILSLOT_TIMEOUT");
  client.send("cd");
  assert.is(await whole, "abcd");
  client.end();
});

test("a body gives the same, cut at every position", async () => {
  await using server = await open();
  const text = '{"a":"ä€𝄞","b":[1,2]}\r\nx\n';
  const bytes = Buffer.from(text);
  const chunked = Buffer.concat([
    Buffer.from("7\r\n"),
    bytes.subarray(0, 7),
    Buffer.from(`\r\n${(bytes.length - 7).toString(16)};ext=1\r\n`),
    bytes.subarray(7),
    Buffer.from("\r\n0\r\n\r\n"),
  ]);
  const start = "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (let at = 1; at < chunked.length; at++) {
    const client = new RawClient(server.port);
    client.send(start, chunked.subarray(0, at));
    const { body, request } = await server.recv();
    const whole = body.text();
    const read = whole.then((value) => value);
    assert.ok(await eventually(() => request.socket.bytesRead === start.length + at));
    client.send(chunked.subarray(at));
    assert.is(await read, text, `cut at ${at}`);
    client.end();
  }
});

test.run();
