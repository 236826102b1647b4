// runs under Node alone: the package needs Node.
/** TLS in memory under virtual time: what it costs of it, that each run is the same, and HTTPS. */
import { go, timeout } from "@mailslot/core";
import { memoryNetwork, requestHttp, serveHttp } from "@mailslot/io";
import { explore, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { failure } from "../net/contract/opening.js";
import type { Steps } from "../net/ground.js";

const tls = { cert, key };
const trusting = { ca: cert };

test("a handshake costs one way there and back more than a connection does, and no other time", () =>
  simulate(function* (simulation) {
    const network = memoryNetwork({ latency: 10 });
    const listener = yield* network.listen({ port: 1, tls });
    const accepted = go(function* () {
      yield* listener.accept();
      return simulation.now();
    });
    const began = simulation.now();
    const client = yield* network.connect({ port: 1, tls: trusting });
    assert.is(simulation.now() - began, 40); // the knock, its answer, and the two hellos
    assert.is((yield* accepted) - began, 50); // the client's last word
    client.write("hello");
    client.reset();
    listener.close();
  }));

test("a handshake during a cut goes on when that is healed", () =>
  simulate(function* (simulation) {
    const network = memoryNetwork({ latency: 10 });
    const listener = yield* network.listen({ port: 1, tls });
    network.cut();
    assert.is((yield* failure(timeout(network.connect({ port: 1, tls: trusting }), 100))).name, "TimeoutError");
    const connecting = go(() => network.connect({ port: 1, tls: trusting }));
    network.heal();
    const client = yield* connecting;
    assert.ok(simulation.now() >= 140);
    client.reset();
    (yield* listener.accept()).reset();
    listener.close();
  }));

test("an attempt that is given up while it shakes hands leaves nothing", () =>
  simulate(function* ({ eventually }) {
    const network = memoryNetwork({ latency: 10 });
    const listener = yield* network.listen({ port: 1, tls });
    for (const ms of [5, 15, 25, 30, 35]) {
      yield* failure(timeout(network.connect({ port: 1, tls: trusting }), ms));
    }
    listener.close();
    yield* eventually(() => network.links.length === 0);
  }));

/** What happens when ten clients at once ask a server over HTTPS, and when. */
async function story(seed: number): Promise<string[]> {
  const events: string[] = [];
  await simulate({ seed }, (simulation) => play(simulation, events));
  return events;
}

function* play(simulation: Simulation, events: string[]): Steps<void> {
  const { seed } = simulation;
  const network = memoryNetwork({ seed, latency: [5, 20] });
  const server = yield* serveHttp({ port: 443, network, tls });
  server.serve((exchange) => exchange.respond(`to ${exchange.request.url}`));
  const clients = Array.from({ length: 10 }, (_, n) =>
    go(function* () {
      const answer = yield* requestHttp(`https://localhost/${n}`, { network, tls: trusting });
      events.push(`${simulation.now()}: ${yield* answer.body.text()}`);
    }),
  );
  for (const client of clients) yield* client;
  yield* server.close();
}

test("a service over HTTPS answers, and of one seed each run is the same to the millisecond", async () => {
  const first = await story(7);
  assert.is(first.length, 10);
  for (let run = 0; run < 3; run++) assert.equal(await story(7), first);
  assert.not.equal(await story(8), first);
});

test("handshakes can be explored", async () => {
  const { schedules } = await explore({ runs: 20 }, (simulation) => play(simulation, []));
  assert.is(schedules, 20);
});

test("a client that does not trust the server has no answer, and says why", () =>
  simulate(function* () {
    const network = memoryNetwork();
    const server = yield* serveHttp({ port: 443, network, tls });
    server.serve((exchange) => exchange.respond("never"));
    const error = yield* failure(requestHttp("https://localhost/", { network }));
    assert.match(error.message, /self-signed certificate/);
    yield* server.close();
  }));

test.run();
