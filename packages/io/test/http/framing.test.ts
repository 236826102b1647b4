// runs under Node alone: it needs sockets.
/** Where an answer ends: no client can take a part of one answer for another, whatever a program writes. */
import { Agent, get, type OutgoingHttpHeaders } from "node:http";
import { go, type Source, type Steps } from "@mailslot/core";
import { type HttpExchange, type HttpServer, serveHttp } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../scratch.js";
import { ask, RawClient } from "./raw-client.js";

const host = "127.0.0.1";
const open = () => serveHttp({ host, port: 0, onFailure: () => undefined });
const SMUGGLED = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled";

/** Answers /second whole, and everything else by `answer`. */
async function serving(answer: (exchange: HttpExchange) => unknown): Promise<HttpServer> {
  const server = await open();
  server.serve((exchange) => (exchange.request.url === "/second" ? exchange.respond("second") : answer(exchange)));
  return server;
}

/** Asks twice over one connection, without waiting for the first answer. */
function askTwice(server: HttpServer, first = ask("/")): RawClient {
  const client = new RawClient(server.port);
  client.send(first, ask("/second"));
  return client;
}

/** Asks with the client of Node, over the one connection of an agent as long as that lives. */
function asked(server: HttpServer, agent: Agent, path: string): Promise<string> {
  return new Promise((given, failed) => {
    const request = get({ host, port: server.port, path, agent }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.once("end", () => (response.complete ? given(text) : failed(new Error("cut"))));
      response.once("error", failed);
    });
    request.once("error", failed);
  });
}

/** Waits for an operation and gives it up. */
function* givenUp(operation: Source<unknown>): Steps<void> {
  const task = go(() => operation);
  yield* select({ task, now: Promise.resolve() });
  task.cancel();
  yield* task.outcome();
}

const bodiesOf = (client: RawClient): string[] => client.received.split(/HTTP\/1\.1 \d+[\s\S]*?\r\n\r\n/).slice(1);

const more: Record<string, (exchange: HttpExchange) => void> = {
  "at once": (x) => {
    const out = x.stream({ headers: { "content-length": 3 } });
    assert.is(thrown(() => out.write(`abc${SMUGGLED}`)).code, "ERR_MAILSLOT_ARGUMENT");
    out.write("abc");
    out.end();
  },
  "after it": (x) => {
    const out = x.stream({ headers: { "Content-Length": "3" } });
    out.write("abc");
    const error = thrown(() => out.write(SMUGGLED));
    assert.match(error.message, /^the answer to GET \/ has a content-length of 3, and 49 bytes: write no more/);
    out.end();
    assert.is(thrown(() => out.write("d")).code, "ERR_MAILSLOT_ENDED");
  },
  "in characters of several bytes": (x) => {
    const out = x.stream({ headers: { "content-length": 3 } });
    assert.is(thrown(() => out.write("äö")).code, "ERR_MAILSLOT_ARGUMENT");
    out.write("äb");
    out.end();
  },
  "with a length that was set before": (x) => {
    x.response.setHeader("content-length", 3);
    const out = x.stream();
    out.write(Buffer.from("abc"));
    assert.is(thrown(() => out.write(SMUGGLED)).code, "ERR_MAILSLOT_ARGUMENT");
    out.end();
  },
};
for (const [how, answer] of Object.entries(more)) {
  test(`what is written beyond the length of an answer, ${how}, is refused and not sent; the answer can be completed`, async () => {
    const server = await serving(answer);
    const client = askTwice(server);
    assert.ok(await client.answers(2));
    assert.ok(await eventually(() => bodiesOf(client)[1] === "second"));
    assert.is(Buffer.byteLength(bodiesOf(client)[0] as string), 3);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const texts = [await asked(server, agent, "/"), await asked(server, agent, "/second")];
    assert.equal(
      texts.map((text) => Buffer.byteLength(text)),
      [3, 6],
    );
    agent.destroy();
    client.end();
    await server.close();
    assert.is(server.failed, 0);
  });
}

const fewer: Record<string, (exchange: HttpExchange) => unknown> = {
  "an end before its length, which throws": (x) => {
    const out = x.stream({ headers: { "content-length": 10 } });
    out.write("abc");
    const error = thrown(() => out.end());
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, /has a content-length of 10, and 3 bytes: its connection is cut/);
    assert.is(thrown(() => out.write("defghij")).message, error.message);
  },
  "an end with nothing written": (x) => void thrown(() => x.stream({ headers: { "content-length": 1 } }).end()),
  "the failure of its handler": (x) => {
    x.stream({ headers: { "content-length": 10 } }).write("abc");
    throw new Error("crash");
  },
  "the withdrawal of what was to be written last": (x) =>
    go(function* () {
      const large = Buffer.alloc(20_000_000);
      const out = x.stream({ headers: { "content-length": large.length + 5 } });
      out.write(large);
      const later = out.write("later");
      const ended = out.end();
      yield* givenUp(later);
      const error = yield* go(() => ended).outcome();
      assert.is(error.status === "failed" && (error.error as { code: string }).code, "ERR_MAILSLOT_ARGUMENT");
    }),
};
for (const [how, answer] of Object.entries(fewer)) {
  test(`${how} cuts the connection of an answer, and no other answer is taken for its rest`, async () => {
    const server = await serving(answer);
    const client = askTwice(server);
    assert.ok(await eventually(() => client.closed));
    assert.not.match(client.received, /second/);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await rejection(asked(server, agent, "/"));
    assert.is(await asked(server, agent, "/second"), "second");
    agent.destroy();
    await server.close();
  });
}

test("an answer that is cut while it stands behind another lets that one be sent first", async () => {
  const server = await open();
  const client = new RawClient(server.port);
  client.send(ask("/first"), ask("/short"), ask("/second"));
  const [first, short, second] = [await server.recv(), await server.recv(), await server.recv()];
  const out = short.stream({ headers: { "content-length": 10 } });
  out.write("abc");
  thrown(() => out.end());
  second.respond("second");
  first.respond("first");
  assert.ok(await eventually(() => client.closed));
  assert.equal(bodiesOf(client)[0], "first");
  assert.not.match(client.received, /second/);
  await server.close();
});

test("bytes that were withdrawn make room for others", async () => {
  const large = "x".repeat(20_000_000);
  const server = await serving(function* (x) {
    const out = x.stream({ headers: { "content-length": large.length + 5 } });
    out.write(large);
    const later = out.write("later");
    assert.is(thrown(() => out.write("!")).code, "ERR_MAILSLOT_ARGUMENT");
    yield* givenUp(later);
    yield* out.write("other");
    yield* out.end();
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.ok((await asked(server, agent, "/")).endsWith("xother"));
  assert.is(await asked(server, agent, "/second"), "second");
  agent.destroy();
  await server.close();
});

const doubtful: Record<string, OutgoingHttpHeaders> = {
  "two lengths": { "content-length": "3", "Content-Length": "5" },
  "a length that is not a number": { "content-length": "abc" },
  "a length with a sign": { "content-length": "+3" },
  "a length below 0": { "content-length": -3 },
  "a list of lengths": { "content-length": ["3", "3"] as never },
  "a length of what is sent in chunks": { "content-length": 3, "Transfer-Encoding": "chunked" },
  "an encoding that does not end": { "transfer-encoding": "gzip" },
  "an encoding after that which ends": { "transfer-encoding": "chunked, gzip" },
};
for (const [what, headers] of Object.entries(doubtful)) {
  test(`${what} is refused, of a whole answer and of a stream, and leaves nothing of itself`, async () => {
    const server = await serving((x) => {
      for (const answer of [() => x.respond("abc", { headers }), () => x.stream({ headers })])
        assert.is(thrown(answer).code, "ERR_MAILSLOT_ARGUMENT");
      x.respond("abc");
    });
    const client = askTwice(server);
    assert.ok(await client.answers(2));
    assert.ok(await eventually(() => bodiesOf(client)[1] === "second"));
    assert.is(bodiesOf(client)[0], "abc");
    assert.not.match(client.received, /transfer-encoding/i);
    client.end();
    await server.close();
  });
}

test("an answer may say that it is in chunks, compressed or not", async () => {
  const encodings = ["chunked", "gzip, chunked"];
  const server = await serving((x) => {
    const out = x.stream({ headers: { "transfer-encoding": encodings.shift() as string } });
    out.write("abc");
    out.end();
  });
  const client = new RawClient(server.port);
  client.send(ask("/"), ask("/"), ask("/second"));
  assert.ok(await client.answers(3));
  assert.ok(await eventually(() => bodiesOf(client)[2] === "second"));
  assert.equal(bodiesOf(client).slice(0, 2), ["3\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n"]);
  client.end();
  await server.close();
});

const bodiless: Record<string, readonly [request: string, status: number, length: number | null]> = {
  HEAD: [ask("/").replace("GET", "HEAD"), 200, 10],
  "a request that has the file": [ask("/"), 304, 10],
  "one that asks for nothing": [ask("/"), 204, null],
};
for (const [what, [request, status, length]] of Object.entries(bodiless)) {
  test(`what is written in answer to ${what}, ${status}, is not sent, whatever its length`, async () => {
    const server = await serving((x) => {
      const out = x.stream({ status, ...(length === null ? {} : { headers: { "content-length": length } }) });
      out.write(SMUGGLED);
      out.end();
    });
    const client = askTwice(server, request);
    assert.ok(await client.answers(2));
    assert.ok(await eventually(() => bodiesOf(client)[1] === "second"));
    assert.is(bodiesOf(client)[0], "");
    client.end();
    await server.close();
  });
}

test("a stream of 204 with a length is refused", async () => {
  const server = await serving((x) => {
    assert.is(thrown(() => x.stream({ status: 204, headers: { "content-length": 3 } })).code, "ERR_MAILSLOT_ARGUMENT");
    x.respond();
  });
  const agent = new Agent();
  assert.is(await asked(server, agent, "/"), "");
  await server.close();
});

test.run();
