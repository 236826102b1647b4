// runs under Node alone: the package needs Node.
/** The network in memory: time, chance, and what tests can do to it. */
import { createScheduler, ManualEventLoop, type Scheduler, timeout } from "@mailslot/core";
import {
  type Connection,
  type ConnectOptions,
  type ListenOptions,
  type MemoryNetwork,
  type MemoryNetworkOptions,
  memoryNetwork,
} from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { failure } from "../net/contract/opening.js";
import { readAll, type Steps } from "../net/ground.js";

interface Scene {
  readonly loop: ManualEventLoop;
  readonly scheduler: Scheduler;
  readonly network: MemoryNetwork;
}

function scene(options: MemoryNetworkOptions = {}): Scene {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ name: "scene", loop });
  return { loop, scheduler, network: memoryNetwork({ loop, ...options }) };
}

/** Runs a task to its end, for a minute at most. */
function play<T>({ loop, scheduler }: Scene, body: () => Steps<T>): T {
  const task = scheduler.go(body);
  for (let ms = 0; ms < 60_000 && task.status !== "completed" && task.status !== "failed"; ms++) loop.advance(1);
  return task.poll() as T;
}

function* join(
  { network }: Scene,
  forServer: Partial<ListenOptions> = {},
  forClient: Partial<ConnectOptions> = {},
): Steps<[client: Connection, server: Connection]> {
  const listener = yield* network.listen({ port: 7, ...forServer });
  const client = yield* network.connect({ port: 7, ...forClient });
  const server = yield* listener.accept();
  listener.close();
  return [client, server];
}

test("bytes take the latency each way, in the time of the loop", () => {
  const all = scene({ latency: 40, pieces: false });
  play(all, function* () {
    const start = all.loop.now();
    const [client, server] = yield* join(all);
    assert.is(all.loop.now() - start, 80);
    client.write("x");
    yield* server.read();
    assert.is(all.loop.now() - start, 120);
  });
});

test("a seed decides everything that is left to chance", () => {
  const trace = (seed: number): string => {
    const all = scene({ seed, latency: [1, 50] });
    return play(all, function* () {
      const [client, server] = yield* join(all);
      for (let n = 0; n < 20; n++) client.write(`message ${n}, `);
      client.end();
      const lines: string[] = [];
      for (let chunk = yield* server.read(); chunk !== undefined; chunk = yield* server.read()) {
        lines.push(`${all.loop.now()} ${chunk}`);
      }
      return lines.join("\n");
    });
  };
  assert.is(trace(1), trace(1));
  assert.is.not(trace(1), trace(2));
});

test("writes arrive in pieces cut at random, unless they are to arrive whole", () => {
  const chunks = (pieces: boolean): string[] => {
    const all = scene({ pieces });
    return play(all, function* () {
      const [client, server] = yield* join(all);
      for (let n = 0; n < 10; n++) client.write("abcdefgh");
      client.end();
      const got: string[] = [];
      for (let chunk = yield* server.read(); chunk !== undefined; chunk = yield* server.read()) got.push(`${chunk}`);
      return got;
    });
  };
  assert.equal(chunks(false), Array(10).fill("abcdefgh"));
  assert.ok(chunks(true).length > 10);
  assert.is(chunks(true).join(""), "abcdefgh".repeat(10));
});

test("what is sent over a link that is cut waits until it is healed, and nothing is lost", () => {
  const all = scene({ latency: 5 });
  play(all, function* () {
    const [client, server] = yield* join(all);
    all.network.links[0]?.cut("to-server");
    client.write("one ");
    client.write("two");
    client.end();
    assert.is((yield* failure(timeout(server.read(), 10_000))).code, "ERR_MAILSLOT_TIMEOUT");
    server.write("the other way is open");
    assert.ok(String(yield* client.read()).length > 0);
    all.network.links[0]?.heal();
    assert.is(String(yield* readAll(server)), "one two");
  });
});

test("an end that is lost leaves the other half-open: only time limits reveal it", () => {
  const all = scene({ latency: 5 });
  play(all, function* () {
    const [client, server] = yield* join(all, { idle: 30_000 });
    all.network.links[0]?.lose("client");
    assert.is((yield* failure(client.read())).code, "ERR_MAILSLOT_RESET");
    assert.is((yield* failure(timeout(server.read(), 1_000))).code, "ERR_MAILSLOT_TIMEOUT");
    const start = all.loop.now();
    const error = yield* failure(server.read());
    assert.is(error.code, "ERR_MAILSLOT_TIMED_OUT");
    assert.ok(all.loop.now() - start > 20_000);
    yield* server.closed;
    assert.is(all.network.links.length, 0);
  });
});

test("a link that is reset is reset at both ends", () => {
  const all = scene();
  play(all, function* () {
    const [client, server] = yield* join(all);
    all.network.links[0]?.reset();
    for (const end of [client, server]) {
      const error = yield* failure(end.read());
      assert.is(error.code, "ERR_MAILSLOT_RESET");
      assert.is((error.cause as { code?: string }).code, "ECONNRESET");
    }
  });
});

test("while the network is cut no attempt connects; when it is healed, waiting ones do", () => {
  const all = scene({ latency: 5 });
  play(all, function* () {
    const listener = yield* all.network.listen({ port: 7 });
    all.network.cut();
    const attempt = all.network.connect({ port: 7 });
    assert.is((yield* failure(timeout(attempt, 60))).code, "ERR_MAILSLOT_TIMEOUT");
    const trying = all.scheduler.go(() => attempt);
    yield* failure(timeout(listener.accept(), 60));
    all.network.heal();
    const client = yield* trying;
    const server = yield* listener.accept();
    client.write("through");
    assert.ok((yield* server.read()) !== undefined);
  });
});

test("a writer waits when the capacity of the link is full", () => {
  const all = scene({ capacity: 100, pieces: false, latency: 10 });
  play(all, function* () {
    const [client, server] = yield* join(all);
    yield* client.write(Buffer.alloc(100));
    const start = all.loop.now();
    yield* client.write("x");
    assert.is(all.loop.now() - start, 10);
    assert.is((yield* server.read())?.length, 100);
  });
});

test("hosts have names; one that is unknown is an error, to connect to and to listen on", () => {
  const all = scene({ hosts: ["db", "web"] });
  play(all, function* () {
    const db = yield* all.network.listen({ host: "db", port: 1 });
    const web = yield* all.network.listen({ host: "web", port: 1 });
    const client = yield* all.network.connect({ host: "web", port: 1 });
    assert.is((yield* web.accept()).local.host, "web");
    client.reset();
    const nowhere = yield* failure(all.network.connect({ host: "nowhere", port: 1 }));
    assert.is(nowhere.code, "ERR_MAILSLOT_UNKNOWN_HOST");
    const elsewhere = yield* failure(all.network.listen({ host: "nowhere", port: 1 }));
    assert.is(elsewhere.code, "ERR_MAILSLOT_ADDRESS_NOT_AVAILABLE");
    assert.is((yield* failure(all.network.listen({ port: 1 }))).code, "ERR_MAILSLOT_ADDRESS_IN_USE");
    db.close();
    web.close();
    assert.is(all.network.listeners, 0);
  });
});

test("a side that speaks TLS and one that does not cannot connect", () => {
  const all = scene();
  play(all, function* () {
    const listener = yield* all.network.listen({ port: 1, tls: {} });
    assert.is((yield* failure(all.network.connect({ port: 1 }))).code, "ERR_MAILSLOT_TLS");
    assert.is(listener.refused, 1);
    yield* all.network.listen({ port: 2 });
    assert.is((yield* failure(all.network.connect({ port: 2, tls: true }))).code, "ERR_MAILSLOT_TLS");
  });
});

test("the bytes of a write are copied on their way: what arrives is the reader's own", () => {
  const all = scene();
  play(all, function* () {
    const [client, server] = yield* join(all);
    const bytes = Buffer.from("x");
    client.write(bytes);
    bytes.fill("y");
    assert.is(String(yield* server.read()), "x");
  });
});

test.run();
