// runs under Node alone: the package needs Node.
/** What tests can do to a network in memory: time on the way, bytes per second, and connections that break or do not come about. */
import { go, type Operation } from "@mailslot/core";
import {
  type Connection,
  type Link,
  type MemoryNetwork,
  type MemoryNetworkOptions,
  memoryNetwork,
  type Network,
} from "@mailslot/io";
import { type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readAll, type Steps } from "../net/ground.js";

interface Scene {
  readonly simulation: Simulation;
  readonly network: MemoryNetwork;
  readonly link: Link;
  readonly client: Connection;
  readonly server: Connection;
}

function testLink(sentence: string, body: (scene: Scene) => Steps<void>, options: MemoryNetworkOptions = {}): void {
  test(sentence, () =>
    simulate(function* (simulation) {
      const network = memoryNetwork({ pieces: false, ...options });
      const listener = yield* network.listen({ port: 7 });
      const client = yield* network.connect({ port: 7 });
      const server = yield* listener.accept();
      listener.close();
      yield* body({ simulation, network, link: network.links[0] as Link, client, server });
      client.reset();
      server.reset();
    }),
  );
}

/** Returns what is read, each chunk with the time at which it came. */
function* arrivals(from: Connection, { now }: Simulation): Steps<string[]> {
  const begin = now();
  const all: string[] = [];
  for (let chunk = yield* from.read(); chunk !== undefined; chunk = yield* from.read())
    all.push(`${now() - begin}: ${chunk.length}`);
  return all;
}

function* codeOf(wait: Operation<unknown>): Steps<unknown> {
  try {
    yield* wait;
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return null;
}

testLink(
  "a network with a bandwidth lets bytes through one after the other",
  function* ({ simulation, client, server }) {
    client.write("x".repeat(250));
    client.end();
    assert.equal(yield* arrivals(server, simulation), ["100: 100", "200: 100", "250: 50"]);
  },
  { bandwidth: 1_000 },
);

testLink("a link is slowed and delayed, until it is healed", function* ({ simulation, link, client, server }) {
  const time = function* (): Steps<number> {
    const begin = simulation.now();
    client.write("x".repeat(10));
    for (let length = 0; length < 10; length += ((yield* server.read()) as Buffer).length);
    return simulation.now() - begin;
  };
  link.slow(10);
  assert.is(yield* time(), 1_000);
  link.delay(500);
  assert.is(yield* time(), 1_500);
  link.heal();
  assert.is(yield* time(), 0);
});

testLink(
  "a network is slowed and delayed as a whole, no faster than its bandwidth",
  function* (scene) {
    const { simulation, network, client, server } = scene;
    const time = function* (): Steps<number> {
      const begin = simulation.now();
      client.write("x".repeat(100));
      for (let length = 0; length < 100; length += ((yield* server.read()) as Buffer).length);
      return simulation.now() - begin;
    };
    network.slow(1_000_000);
    assert.is(yield* time(), 1_000);
    network.slow(50);
    network.delay(7);
    assert.is(yield* time(), 2_007);
    network.heal();
    assert.is(yield* time(), 1_000);
  },
  { bandwidth: 100 },
);

testLink("a link breaks after so many bytes, in one direction or both together", function* ({ link, client, server }) {
  link.resetAfter(5, "to-server");
  server.write("x".repeat(10));
  client.write("abcdefgh");
  assert.is(String(yield* server.read()), "abcde");
  assert.is(yield* codeOf(server.read()), "ERR_MAILSLOT_RESET");
  assert.is(String(yield* client.read()).length, 10);
  assert.is(yield* codeOf(client.read()), "ERR_MAILSLOT_RESET");
});

testLink(
  "bytes of both directions count together, and none may pass at all",
  function* ({ network, link, client, server }) {
    link.resetAfter(6);
    client.write("abcd");
    assert.is(String(yield* server.read()), "abcd");
    server.write("abcd");
    assert.is(String(yield* client.read()), "ab");
    assert.is(yield* codeOf(client.read()), "ERR_MAILSLOT_RESET");
    const listener = yield* network.listen({ port: 7 });
    const other = yield* network.connect({ port: 7 });
    network.links.at(-1)?.resetAfter(0);
    assert.is(yield* codeOf(other.read()), "ERR_MAILSLOT_RESET");
    listener.close();
  },
);

test("a network refuses connections for a while", () =>
  simulate(function* () {
    const network = memoryNetwork();
    const listener = yield* network.listen({ port: 7 });
    network.refuse();
    assert.is(yield* codeOf(network.connect({ port: 7 })), "ERR_MAILSLOT_REFUSED");
    network.refuse(false);
    const client = yield* network.connect({ port: 7 });
    client.reset();
    listener.close();
  }));

test("each host is its own localhost, and two of them can be kept apart", () =>
  simulate(function* (simulation) {
    const network = memoryNetwork({ hosts: ["web", "db"], latency: 10 });
    const [web, db] = [network.at("web"), network.at("db")];
    assert.is(network.at("web"), web);
    assert.throws(() => network.at("mars"), /one of the network's hosts/);
    const listeners = [yield* web.listen({ port: 80 }), yield* db.listen({ port: 80 })];
    assert.equal(
      listeners.map(({ address }) => address.host),
      ["web", "db"],
    );
    for (const listener of listeners)
      listener.serve(function* (peer) {
        yield* peer.write(`${peer.local.host} to ${peer.remote.host}`);
      });
    const ask = function* (from: Network, host?: string): Steps<string> {
      const client = yield* from.connect({ port: 80, host });
      const text = String(yield* readAll(client));
      yield* client.close();
      return text;
    };
    assert.is(yield* ask(web), "web to web");
    assert.is(yield* ask(web, "db"), "db to web");
    assert.is(yield* ask(network, "db"), "db to 127.0.0.1");
    network.partition("db", "web");
    const held = go(() => ask(web, "db"));
    yield* simulation.rest();
    assert.is(yield* ask(web, "localhost"), "web to web");
    assert.is(yield* ask(network, "db"), "db to 127.0.0.1");
    assert.is(held.status, "waiting");
    network.heal();
    assert.is(yield* held, "db to web");
    for (const listener of listeners) listener.close();
  }));

test("a link between two hosts that are kept apart passes nothing, until they are not", () =>
  simulate(function* (simulation) {
    const network = memoryNetwork({ hosts: ["web", "db"], pieces: false });
    const listener = yield* network.at("db").listen({ port: 1 });
    const client = yield* network.at("web").connect({ host: "db", port: 1 });
    const server = yield* listener.accept();
    network.partition("web", "db");
    client.write("hello");
    const reader = go(() => server.read());
    yield* simulation.never(() => reader.status === "completed", 3_600_000);
    network.heal();
    assert.is(String(yield* reader), "hello");
    client.reset();
    listener.close();
  }));

test("what makes no sense is refused at the call", () =>
  simulate(function* () {
    for (const bandwidth of [0, -1, Number.NaN]) assert.throws(() => memoryNetwork({ bandwidth }), /bytes per second/);
    const network = memoryNetwork();
    assert.throws(() => network.delay(-1), /the delay of a network/);
    assert.throws(() => network.slow(0), /bytes per second/);
  }));

test.run();
