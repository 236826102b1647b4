// runs under Node alone: it needs sockets.
/** A server that closes, with a client in each state that there is: each is answered or let go, and the close completes. */

import { oneshot } from "@mailslot/core";
import { type HttpExchange, type HttpServer, serveHttp } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually } from "../scratch.js";
import { ask, RawClient } from "./raw-client.js";

const host = "127.0.0.1";
/** A time to linger that no test waits for; what needs it to run out has the other. */
const LONG = 1_000_000;
const SHORT = 20;
const UPLOAD = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\n";

interface State {
  /** Brings the client into it; what the server takes of it is `taken`. */
  enter(client: RawClient, server: HttpServer): Promise<HttpExchange[]>;
  /** What happens after the close has begun. */
  then?(client: RawClient, taken: HttpExchange[]): unknown;
  /** The statuses that the client gets; it is let go in any case. */
  readonly statuses: readonly number[];
  /** Whether it is let go only when the time to linger is over. */
  readonly lingers?: boolean;
}

async function takes(server: HttpServer, count = 1): Promise<HttpExchange[]> {
  const taken: HttpExchange[] = [];
  while (taken.length < count) taken.push(await server.recv());
  return taken;
}

/** Sends, and waits until the server has read it: `recv` may not tell. */
async function sent(client: RawClient, server: HttpServer, ...parts: string[]): Promise<HttpExchange[]> {
  const other = new RawClient(server.port);
  client.send(...parts);
  other.send(ask("/other"));
  await (await server.recv()).response.end();
  await other.answers(1);
  other.end();
  return [];
}

const answerAll = (_client: RawClient, taken: HttpExchange[]): void => {
  for (const exchange of taken) exchange.respond("late");
};

const states: Record<string, State> = {
  "has not asked for anything": { enter: (client, server) => sent(client, server), statuses: [] },
  "has been answered, and may ask again": {
    enter: async (client, server) => {
      client.send(ask("/"));
      (await server.recv()).respond("first");
      await client.answers(1);
      return [];
    },
    statuses: [200],
  },
  "has sent half of a head, and sends the rest": {
    enter: (client, server) => sent(client, server, "GET / HTTP/1.1\r\nHo"),
    then: (client) => client.send("st: test\r\n\r\n"),
    statuses: [503],
  },
  "has sent half of a head, and nothing more": {
    enter: (client, server) => sent(client, server, "GET / HTTP/1.1\r\nHo"),
    statuses: [],
    lingers: true,
  },
  "has been answered, and has sent half of another head": {
    enter: async (client, server) => {
      client.send(ask("/"));
      (await server.recv()).respond("first");
      await client.answers(1);
      return sent(client, server, "GET / HTTP/1.1\r\nHo");
    },
    statuses: [200],
    lingers: true,
  },
  "has sent half of a body that is waited for, and sends the rest": {
    enter: (client, server) => {
      client.send(UPLOAD, "ab");
      return takes(server);
    },
    then: async (client, [exchange]) => {
      client.send("cd");
      exchange?.respond(await exchange.body.text());
    },
    statuses: [200],
  },
  "has sent half of a body that is waited for, and nothing more": {
    enter: (client, server) => {
      client.send(UPLOAD, "ab");
      return takes(server);
    },
    then: async (_client, [exchange]) => {
      const error = await rejection(exchange?.body.text() as PromiseLike<string>);
      assert.is(error.code, "ERR_MAILSLOT_RESET");
    },
    statuses: [],
    lingers: true,
  },
  "waits for the answer of a handler that gives one": {
    enter: (client, server) => {
      client.send(ask("/"));
      return takes(server);
    },
    then: answerAll,
    statuses: [200],
  },
  "waits for an answer that never comes": {
    enter: (client, server) => {
      client.send(ask("/"));
      return takes(server);
    },
    statuses: [],
    lingers: true,
  },
  "waits to be taken, behind one that was": {
    enter: (client, server) => {
      client.send(ask("/taken") + ask("/waits"));
      return takes(server);
    },
    then: answerAll,
    statuses: [200, 503],
  },
  "has half of an answer, and gets the rest": {
    enter: async (client, server) => {
      client.send(ask("/"));
      const taken = await takes(server);
      const out = taken[0]?.stream();
      out?.write("half");
      await client.answers(1);
      Object.assign(client, { out });
      return taken;
    },
    then: (client) => (client as unknown as { out: ReturnType<HttpExchange["stream"]> }).out.end(),
    statuses: [200],
  },
  "has half of an answer that nobody completes": {
    enter: async (client, server) => {
      client.send(ask("/"));
      const taken = await takes(server);
      taken[0]?.stream().write("half");
      await client.answers(1);
      return taken;
    },
    statuses: [200],
    lingers: true,
  },
  "waits for several answers, of which the last is given first": {
    enter: (client, server) => {
      client.send(ask("/1"), ask("/2"), ask("/3"));
      return takes(server, 3);
    },
    then: (client, taken) => answerAll(client, taken.reverse()),
    statuses: [200, 200, 200],
  },
  "has sent more requests than are handed over at once": {
    enter: (client, server) => {
      client.send(...Array.from({ length: 40 }, (_, n) => ask(`/${n}`)));
      return takes(server, 16);
    },
    then: answerAll,
    statuses: [...Array<number>(16).fill(200), ...Array<number>(24).fill(503)],
  },
  "sends another request while the first is answered": {
    enter: (client, server) => {
      client.send(ask("/"));
      return takes(server);
    },
    then: async (client, taken) => {
      client.send(ask("/again"));
      answerAll(client, taken);
    },
    statuses: [200],
  },
  "has announced a body, and waits for the word to send it": {
    enter: (client, server) => {
      client.send(UPLOAD.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
      return takes(server);
    },
    then: async (client, [exchange]) => {
      client.send("abcd");
      exchange?.respond(await exchange.body.text());
    },
    statuses: [100, 200],
  },
  "wishes to speak another protocol": {
    enter: (client, server) => {
      client.send(ask("/", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
      return takes(server);
    },
    then: answerAll,
    statuses: [200],
  },
};

for (const [what, state] of Object.entries(states)) {
  test(`a client that ${what}: it is answered or let go, and the close completes`, async () => {
    const before = descriptors();
    const server = await serveHttp({ host, port: 0, linger: state.lingers ? SHORT : LONG });
    const client = new RawClient(server.port);
    const taken = await state.enter(client, server);
    const closed = oneshot<void>();
    server.close().then(() => closed.send());
    await state.then?.(client, taken);
    assert.ok(await eventually(() => client.closed), "the client is not let go");
    await closed;
    assert.equal(client.statuses().slice(0, state.statuses.length), state.statuses);
    for (const status of client.statuses().slice(state.statuses.length)) assert.is(status, 503);
    assert.is((await rejection(server.recv())).code, "ERR_MAILSLOT_CLOSED");
    assert.ok(await eventually(() => descriptors() <= before));
  });
}

test.run();
