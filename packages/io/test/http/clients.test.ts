// runs under Node alone: it needs sockets.
// watchdog: 180 s
/** Clients that ask for much, are slow to ask, stay connected, or go: others are served, and nothing is left of them. */
import { Agent, get, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { notify, oneshot } from "@mailslot/core";
import { type ByteSink, type HttpExchange, type HttpOptions, type HttpServer, serveHttp } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually } from "../scratch.js";
import { ask, RawClient } from "./raw-client.js";

const open = (options: HttpOptions = {}) => serveHttp({ host: "127.0.0.1", port: 0, ...options });
const url = (server: { port: number }, path = "/") => `http://127.0.0.1:${server.port}${path}`;
interface Inside {
  readonly requests: { readonly length: number };
  readonly sockets: ReadonlySet<Socket>;
  readonly server: Server;
}
const insideOf = (server: HttpServer): Inside => server as unknown as Inside;
const heardOf = (server: HttpServer, { socket }: RawClient): boolean =>
  [...insideOf(server).sockets].some((each) => each.remotePort === socket.localPort && each.bytesRead > 0);
const FLOOD = 2_000;
const flood = Array.from({ length: FLOOD }, (_, n) => ask(`/${n}`)).join("");

test("sixteen requests of one connection are handled at once, and all are answered in order", async () => {
  await using server = await open();
  const go = notify();
  let [handling, most] = [0, 0];
  server.serve(function* handler(exchange) {
    most = Math.max(most, ++handling);
    yield* go;
    handling--;
    exchange.respond(`${exchange.request.url}!`);
    go.notifyOne();
  });
  const client = new RawClient(server.port);
  client.send(flood);
  assert.ok(await eventually(() => handling === 16));
  go.notifyOne();
  assert.ok(await client.answers(FLOOD));
  assert.is(most, 16);
  const bodies = [...client.received.matchAll(/\/(\d+)!/g)].map(([, n]) => Number(n));
  assert.equal(
    bodies,
    Array.from({ length: FLOOD }, (_, n) => n),
  );
  client.end();
});

test("an answer that is cut while those before it wait ends the connection when they are sent", async () => {
  await using server = await open({ onFailure: () => undefined });
  const first = oneshot<string>();
  const failed = oneshot<void>();
  server.serve(function* handler(exchange) {
    if (exchange.request.url === "/0") exchange.respond(yield* first);
    else {
      exchange.stream().write("begun");
      failed.send();
      throw new Error("in the middle");
    }
  });
  const client = new RawClient(server.port);
  client.send(ask("/0"), ask("/1"));
  await failed;
  first.send("whole");
  assert.ok(await eventually(() => client.closed));
  assert.match(client.received, "whole");
});

test("no more than a read's worth of a connection's requests is read before those are answered", async () => {
  await using server = await open();
  let [came, answered, most] = [0, 0, 0];
  insideOf(server).server.on("request", () => {
    most = Math.max(most, ++came - answered);
  });
  server.serve((exchange) => {
    answered++;
    exchange.respond("!");
  });
  const [size, count] = [ask("/").length, 10_000];
  const client = new RawClient(server.port);
  client.send(ask("/").repeat(count));
  assert.ok(await client.answers(count));
  assert.ok(most <= (2 * 65_536) / size, `${most} of ${count} requests were read ahead`);
  client.end();
});

test("a client that sends many requests takes no room in the queue from others", async () => {
  await using server = await open({ capacity: 20 });
  const client = new RawClient(server.port);
  client.send(flood);
  const inside = insideOf(server);
  assert.ok(await eventually(() => inside.requests.length === 16));
  const other = fetch(url(server, "/other"));
  assert.ok(await eventually(() => inside.requests.length === 17));
  assert.is(server.refused, 0);
  client.end();
  // It is not read, so its going is noticed by what comes back when it is answered.
  while (inside.sockets.size > 1 && inside.requests.length > 1) {
    (await server.recv()).respond("too late");
    await new Promise((polled) => setTimeout(polled, 1));
  }
  assert.is(inside.sockets.size, 1);
  const exchange = await server.recv(); // those of the client that has gone are left out
  assert.is(exchange.request.url, "/other");
  exchange.respond("here");
  assert.is(await (await other).text(), "here");
});

test("a request that waits for an earlier one learns that its client has gone: its signal aborts, its answer fails", async () => {
  await using server = await open();
  const client = new RawClient(server.port);
  client.send(ask("/first"), ask("/second"), ask("/third"));
  const [, second, third] = [await server.recv(), await server.recv(), await server.recv()];
  const aborted = oneshot<void>();
  second.signal.addEventListener("abort", () => aborted.send());
  const out: ByteSink = third.stream();
  out.write(Buffer.alloc(1_000_000));
  const waits = rejection(out.write("more"));
  client.end();
  await aborted;
  assert.ok(await waits);
  assert.ok(third.signal.aborted);
});

test("the close waits for answers under way only, not for clients that stay connected", async () => {
  const server = await open({ linger: 2 ** 30 });
  const agent = new Agent({ keepAlive: true });
  const answered = await new Promise<IncomingMessage>((resolve) => {
    get(url(server), { agent }, resolve);
    server.recv().then((exchange) => exchange.respond("first"));
  });
  answered.resume();
  await new Promise((ended) => answered.once("end", ended));
  const streamed = fetch(url(server, "/stream"));
  const out = (await server.recv()).stream();
  const silent = new RawClient(server.port);
  const begun = new RawClient(server.port);
  begun.send("GET / HTTP/1.1\r\nHost: test\r\n");
  assert.ok(await eventually(() => begun.socket.localPort !== undefined && heardOf(server, begun)));
  const closed = server.close();
  out.write("last");
  await out.end();
  assert.is(await (await streamed).text(), "last");
  begun.send("\r\n");
  assert.ok(await begun.answers(1));
  assert.equal(begun.statuses(), [503]);
  await closed;
  assert.ok(await eventually(() => silent.closed && begun.closed));
  agent.destroy();
});

test("thousands of connections, one after the other, leave nothing", async () => {
  await using server = await open();
  server.serve((exchange: HttpExchange) => exchange.respond("!"));
  const before = descriptors();
  const inside = insideOf(server);
  const visit = async (): Promise<void> => {
    const client = new RawClient(server.port);
    client.send(ask("/"));
    await new Promise<void>((come) => client.socket.once("data", () => come()));
    client.end();
  };
  for (let n = 0; n < 1_000; n++) await Promise.all(Array.from({ length: 10 }, visit));
  assert.ok(await eventually(() => descriptors() <= before && inside.sockets.size === 0));
});

test.run();
