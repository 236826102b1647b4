// runs under Node alone: the package needs Node.
/** HTTP over a network in memory: real bytes, under virtual time. */
import { go, sleep, timeout } from "@mailslot/core";
import {
  type Connection,
  type HttpOptions,
  type HttpServer,
  type MemoryNetwork,
  memoryNetwork,
  requestHttp,
  serveHttp,
} from "@mailslot/io";
import { type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Steps } from "../net/ground.js";

interface Scene {
  readonly simulation: Simulation;
  readonly network: MemoryNetwork;
  readonly server: HttpServer;
  /** Asks, and returns the body of the answer. */
  ask(path: string, body?: string): Steps<string>;
}

/** A test under virtual time, of a server in memory that nothing serves yet; closed behind it. */
function testServer(sentence: string, body: (scene: Scene) => Steps<void>, options: HttpOptions = {}): void {
  test(sentence, () =>
    simulate(function* (simulation) {
      const network = memoryNetwork({ seed: simulation.seed, latency: [5, 20] });
      const server = yield* serveHttp({ port: 80, network, ...options });
      function* ask(path: string, text?: string): Steps<string> {
        const post = text === undefined ? {} : { method: "POST", body: text };
        const answer = yield* requestHttp(`http://localhost${path}`, { network, ...post });
        return yield* answer.body.text();
      }
      yield* body({ simulation, network, server, ask });
      yield* server.close();
    }),
  );
}

function* readRest(connection: Connection): Steps<string> {
  let text = "";
  for (let chunk = yield* connection.read(); chunk !== undefined; chunk = yield* connection.read()) text += chunk;
  return text;
}

testServer("the bytes are those of HTTP, and the date is that of the clock", function* ({ network, server }) {
  server.serve((exchange) => exchange.respond("hello"));
  const client = yield* network.connect({ port: 80 });
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  assert.is(
    yield* readRest(client),
    "HTTP/1.1 200 OK\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
  );
  yield* client.close();
});

testServer("bodies go both ways, however long, at the pace of whoever reads them", function* ({ server, network }) {
  server.serve(function* echo(exchange) {
    const out = exchange.stream();
    for (let chunk = yield* exchange.body.read(); chunk !== undefined; chunk = yield* exchange.body.read())
      yield* out.write(chunk);
    yield* out.end();
  });
  const body = "0123456789".repeat(50_000);
  const answer = yield* requestHttp("http://localhost", { network, method: "PUT", body });
  yield* sleep(60_000); // what is not read waits
  assert.is(yield* answer.body.text(), body);
});

testServer("a connection is kept for the next request, until the server ends it", function* ({ server, ask }) {
  const ports: (number | undefined)[] = [];
  server.serve((exchange) => {
    ports.push(exchange.request.socket.remotePort);
    exchange.respond("well");
  });
  for (const pause of [0, 3_000, 3_600_000]) {
    yield* sleep(pause);
    assert.is(yield* ask("/"), "well");
  }
  assert.is(ports[0], ports[1]);
  assert.is.not(ports[1], ports[2]);
});

testServer(
  "a client whose head or body does not come in time is answered 408",
  function* (scene) {
    const { network, server, simulation } = scene;
    server.serve(function* (exchange) {
      exchange.respond(yield* exchange.body.text());
    });
    for (const [text, after] of [
      ["GET / HTT", 60_000],
      ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf", 300_000],
    ] as const) {
      const client = yield* network.connect({ port: 80 });
      const begin = simulation.now();
      client.write(text);
      assert.match(yield* readRest(client), /^HTTP\/1\.1 408 /);
      assert.ok(Math.abs(simulation.now() - begin - after) < 100, `after ${simulation.now() - begin} ms`);
      yield* client.close();
    }
  },
  { onFailure: () => {}, answerWithin: 600_000 },
);

const failures: unknown[] = [];
testServer(
  "a handler that reads a body after its request was answered for it is told when the client goes",
  function* (scene) {
    const { network, server } = scene;
    server.serve((exchange) => exchange.body.text());
    const client = yield* network.connect({ port: 80 });
    client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
    assert.match(yield* readRest(client), /^HTTP\/1\.1 500 /); // nobody has answered in time
    yield* client.close();
    assert.is(failures.length, 1);
    assert.is((failures[0] as { code?: string }).code, "ERR_MAILSLOT_RESET");
  },
  { onFailure: (error) => void failures.push(error) },
);

testServer("closing ends idle connections at once, and the others with their answers", function* (scene) {
  const { network, server, simulation, ask } = scene;
  server.serve(function* (exchange) {
    yield* sleep(exchange.request.url === "/slow" ? 1_000 : 0);
    exchange.respond("well");
  });
  yield* ask("/");
  assert.is(network.links.length, 1);
  const slow = go(() => ask("/slow"));
  yield* sleep(100);
  const idle = yield* network.connect({ port: 80 });
  const begin = simulation.now();
  yield* server.close();
  assert.is(yield* slow, "well");
  assert.ok(simulation.now() - begin < 1_000);
  assert.is(yield* readRest(idle), "");
  yield* idle.close();
});

testServer(
  "what its client does not take is dropped after the linger",
  function* ({ network, server, simulation }) {
    server.serve((exchange) => exchange.respond("x".repeat(1_000_000)));
    const client = yield* network.connect({ port: 80 });
    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    yield* sleep(1_000);
    const begin = simulation.now();
    yield* server.close();
    assert.ok(Math.abs(simulation.now() - begin - 2_000) < 100, `after ${simulation.now() - begin} ms`);
    client.reset();
  },
  { linger: 2_000 },
);

testServer("a broken or refused connection fails the request, and one that is given up goes", function* (scene) {
  const { network, server, simulation } = scene;
  const signals: AbortSignal[] = [];
  server.serve(function* (exchange) {
    signals.push(exchange.signal);
    yield* sleep(1_000);
    exchange.respond();
  });
  const url = "http://localhost/";
  const broken = go(() => requestHttp(url, { network })).outcome();
  yield* sleep(500);
  network.links[0]?.reset();
  const codes: unknown[] = [];
  const note = (outcome: { error?: unknown }): void => void codes.push((outcome.error as { code?: string })?.code);
  note((yield* broken) as { error?: unknown });
  note((yield* go(() => requestHttp("http://localhost:81/", { network })).outcome()) as { error?: unknown });
  note((yield* go(() => timeout(requestHttp(url, { network }), 500)).outcome()) as { error?: unknown });
  assert.equal(codes, ["ERR_MAILSLOT_RESET", "ERR_MAILSLOT_REFUSED", "ERR_MAILSLOT_TIMEOUT"]);
  yield* sleep(2_000);
  assert.equal(
    signals.map(({ aborted }) => aborted),
    [true, true],
  );
  assert.ok(simulation.now() < 10_000);
});

test("a seed decides when each byte comes", async () => {
  const times = (seed: number): Promise<string> =>
    simulate({ seed }, function* (simulation) {
      const network = memoryNetwork({ seed, latency: [1, 50] });
      const server = yield* serveHttp({ port: 80, network });
      server.serve(function* (exchange) {
        exchange.respond(yield* exchange.body.text());
      });
      const text: string[] = [];
      for (let n = 0; n < 5; n++) {
        const body = "x".repeat(100);
        const answer = yield* requestHttp("http://localhost/", { network, method: "POST", body });
        for (let chunk = yield* answer.body.read(); chunk !== undefined; chunk = yield* answer.body.read())
          text.push(`${simulation.now()}: ${chunk.length}`);
      }
      yield* server.close();
      return text.join(", ");
    });
  assert.is(await times(1), await times(1));
  assert.is.not(await times(1), await times(2));
});

test("requests go over sockets too, and what is left unread goes with its response", async () => {
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve((exchange) => exchange.respond("x".repeat(1_000_000), { status: 201 }));
  {
    using answer = await requestHttp(`http://127.0.0.1:${server.port}/`);
    assert.is(answer.status, 201);
    assert.is((await answer.body.read())?.[0], "x".charCodeAt(0));
  }
  const answer = await requestHttp(new URL(`http://127.0.0.1:${server.port}/`));
  assert.is((await answer.body.bytes()).length, 1_000_000);
});

test("a URL that is none is refused at the call", () => {
  for (const url of ["localhost/news", "ftp://localhost/"])
    assert.throws(() => requestHttp(url), /the URL of a request/);
});

test.run();
