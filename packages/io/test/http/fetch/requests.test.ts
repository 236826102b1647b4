// runs under Node alone: it needs sockets.
/** Requests of HTTP as a fetch handler gets them: addresses, headers, bodies, and the signal of a client that goes. */
import { oneshot, type Source, sleep } from "@mailslot/core";
import {
  type FetchHandler,
  type HttpOptions,
  type HttpServer,
  memoryNetwork,
  requestHttp,
  serveFetch,
  serveHttp,
} from "@mailslot/io";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../../certificate/certificate.js";
import { eventually } from "../../scratch.js";
import { RawClient } from "../raw-client.js";

async function serving(handler: FetchHandler, options: HttpOptions = {}): Promise<HttpServer> {
  const server = await serveHttp({ host: "127.0.0.1", port: 0, ...options });
  server.serve(serveFetch(handler));
  return server;
}

const url = (server: HttpServer, path = "/"): string => `http://127.0.0.1:${server.port}${path}`;

/** Sends a whole request, and returns the body of the answer. */
async function said(server: HttpServer, text: string): Promise<string> {
  const client = new RawClient(server.port);
  client.send(text);
  assert.ok(await eventually(() => client.closed));
  return client.received.split("\r\n\r\n").slice(1).join("");
}

test("a request has its method, its whole address and all its headers", async () => {
  await using server = await serving((request) =>
    Response.json([request.method, request.url, request.headers.get("x-a"), request.headers.get("cookie")]),
  );
  const text = await said(
    server,
    "PUT /a/b?c=%20 HTTP/1.1\r\nHost: example.test:81\r\nX-A: 1\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n",
  );
  assert.equal(JSON.parse(text), ["PUT", "http://example.test:81/a/b?c=%20", "1, 2", "a=1; b=2"]);
});

const addresses: Record<string, [head: string, url: RegExp]> = {
  "without a host": ["GET /old HTTP/1.0\r\n", /^http:\/\/127\.0\.0\.1:\d+\/old$/],
  "that a proxy would get": [
    "GET http://far.test/x HTTP/1.1\r\nHost: near.test\r\nConnection: close\r\n",
    /^http:\/\/far\.test\/x$/,
  ],
  "with two slashes": [
    "GET //evil.test/x HTTP/1.1\r\nHost: near.test\r\nConnection: close\r\n",
    /^http:\/\/near\.test\/\/evil\.test\/x$/,
  ],
  "for all of the server": [
    "OPTIONS * HTTP/1.1\r\nHost: near.test\r\nConnection: close\r\n",
    /^http:\/\/near\.test\/\*$/,
  ],
  "of IPv6": ["GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n", /^http:\/\/\[::1\]\/$/],
};
for (const [what, [head, expected]] of Object.entries(addresses)) {
  test(`an address ${what} is what the client means, and no other`, async () => {
    await using server = await serving((request) => new Response(request.url));
    assert.match(await said(server, `${head}\r\n`), expected);
  });
}

const refused: Record<string, [head: string, status: number]> = {
  "whose host holds a path": ["GET /real HTTP/1.1\r\nHost: near.test/false?x=\r\n", 400],
  "whose host holds a password": ["GET / HTTP/1.1\r\nHost: me:secret@near.test\r\n", 400],
  "whose host is empty": ["GET / HTTP/1.1\r\nHost:\r\n", 400],
  "whose port is none": ["GET / HTTP/1.1\r\nHost: near.test:99999\r\n", 400],
  "of a method that fetch does not know": ["TRACE / HTTP/1.1\r\nHost: near.test\r\n", 501],
};
for (const [what, [head, status]] of Object.entries(refused)) {
  test(`a request ${what} is answered ${status} without the handler`, async () => {
    let asked = 0;
    await using server = await serving(() => new Response(String(++asked)));
    const client = new RawClient(server.port);
    client.send(`${head}\r\n`);
    assert.ok(await client.answers(1));
    assert.equal([client.statuses(), asked, server.failed], [[status], 0, 0]);
    client.end();
  });
}

test("an address over TLS begins with https", async () => {
  await using server = await serving((request) => new Response(request.url), { tls: { cert, key } });
  const answer = await requestHttp(`https://localhost:${server.port}/safe`, { tls: { ca: cert } });
  assert.is(await answer.body.text(), `https://localhost:${server.port}/safe`);
});

test("a body comes chunk by chunk, whether its length is known or not, and a request without one has none", async () => {
  await using server = await serving(
    async (request) => new Response(`${request.body === null}:${await request.text()}`),
  );
  const chunks = new ReadableStream({
    start(controller) {
      for (const part of ["one ", "two ", "three"]) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  const chunked = await fetch(url(server), { method: "POST", body: chunks, duplex: "half" } as RequestInit);
  assert.is(await chunked.text(), "false:one two three");
  assert.is(await (await fetch(url(server), { method: "POST", body: "whole" })).text(), "false:whole");
  assert.is(await (await fetch(url(server), { method: "POST" })).text(), "true:");
  assert.is(await (await fetch(url(server))).text(), "true:");
});

test("a client that waits for the word to go on is told to, and its body comes", async () => {
  await using server = await serving(async (request) => new Response(await request.text()));
  const client = new RawClient(server.port);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  assert.ok(await client.answers(1));
  client.send("body");
  assert.ok(await client.answers(2));
  assert.equal(client.statuses(), [100, 200]);
  client.end();
});

test("a body that is not read is not taken from the client: it waits", async () => {
  const begun = oneshot<Request>();
  const read = oneshot<void>();
  await using server = await serving(async (request) => {
    begun.send(request);
    await read;
    return new Response(String((await request.arrayBuffer()).byteLength));
  });
  const client = new RawClient(server.port);
  const size = 64 * 1_024 * 1_024;
  client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  client.send(Buffer.alloc(size));
  await begun;
  assert.not(await settles(() => client.socket.writableLength === 0), "all of it was taken");
  read.send();
  assert.ok(await client.answers(1));
  assert.ok(client.received.endsWith(String(size)));
  client.end();
});

/** Whether something comes true within some turns of the host in which nothing moves. */
async function settles(done: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 1_000 && !done(); turn++) await new Promise<void>((turned) => setImmediate(turned));
  return done();
}

test("a handler may answer before it has read the body, or in the middle of it, and the connection goes on", async () => {
  await using server = await serving(async (request) => {
    if (request.url.endsWith("/half")) await request.body?.getReader().read();
    return new Response("early");
  });
  const client = new RawClient(server.port);
  for (const path of ["/none", "/half"])
    client.send(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n`, "01234567");
  assert.ok(await client.answers(2));
  client.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.ok(await client.answers(3));
  assert.equal(client.statuses(), [200, 200, 200]);
  client.end();
});

test("a body whose client goes fails for who reads it, with what io says of it", async () => {
  const failed = oneshot<unknown>();
  const begun = oneshot<void>();
  await using server = await serving(async (request) => {
    begun.send();
    failed.send(await rejection(request.text()));
    return new Response();
  });
  const client = new RawClient(server.port);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
  await begun;
  client.end();
  const error = (await failed) as { code?: string; message: string };
  assert.is(error.code, "ERR_MAILSLOT_RESET");
  assert.match(error.message, /the body of POST \//);
});

test("the signal aborts when the client goes, also for who keeps nothing else of the request", async () => {
  const aborted = oneshot<unknown>();
  const begun = oneshot<void>();
  await using server = await serving(({ signal }) => {
    signal.addEventListener("abort", () => aborted.send(signal.reason));
    begun.send();
    return new Promise<Response>(() => undefined);
  });
  const client = new RawClient(server.port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await begun;
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise<void>((turned) => setImmediate(turned));
  }
  client.end();
  assert.is(((await aborted) as { code?: string }).code, "ERR_MAILSLOT_RESET");
});

test("the exchange comes second: what the platform knows of the client", async () => {
  await using server = await serving((_request, { request }) => new Response(request.socket.remoteAddress));
  assert.is(await (await fetch(url(server))).text(), "127.0.0.1");
});

test("a handler may be a plain function, an async one, a generator, or give an operation", async () => {
  const answers: FetchHandler[] = [
    () => new Response("plain"),
    async () => new Response("async"),
    function* () {
      yield* sleep(0);
      return new Response("steps");
    },
    () => {
      const answer = oneshot<Response>();
      answer.send(new Response("operation"));
      return answer as Source<Response>;
    },
  ];
  const texts: string[] = [];
  for (const handler of answers) {
    await using server = await serving(handler);
    texts.push(await (await fetch(url(server))).text());
  }
  assert.equal(texts, ["plain", "async", "steps", "operation"]);
});

test("what is not a function is refused at once", () => {
  const error = thrown(() => serveFetch({ fetch: () => new Response() } as unknown as FetchHandler));
  assert.match(error.message, /the handler given to serveFetch\(\) is .*: give a function/);
});

test("over a network in memory bodies go both ways in virtual time", () =>
  simulate(function* (simulation) {
    const network = memoryNetwork({ seed: simulation.seed, latency: [5, 20] });
    const server = yield* serveHttp({ port: 80, network });
    server.serve(serveFetch((request) => new Response(request.body)));
    const body = "0123456789".repeat(50_000);
    const answer = yield* requestHttp("http://localhost", { network, method: "PUT", body });
    yield* sleep(60_000);
    assert.is(yield* answer.body.text(), body);
    yield* server.close();
  }));

test.run();
