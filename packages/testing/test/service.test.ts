// runs under Node alone: the network's package needs Node.
/** A whole service under virtual time: HTTP in, an actor under a supervisor, and a server upstream behind a bad network. */
import { defineActor, spawn } from "@mailslot/actor";
import { go, type Steps, sleep, timeout } from "@mailslot/core";
import { memoryNetwork, type Network, requestHttp, serveHttp } from "@mailslot/io";
import { supervisor } from "@mailslot/supervision";
import { crash, disturbance, explore, type FoundError, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const PRICES: Readonly<Record<string, number>> = { tea: 3, coffee: 4 };

/** Asks over a bad network: with a time limit, and again after a pause, 20 times at most. */
function* ask(url: string, network: Network, limit: number): Steps<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = yield* timeout(requestHttp(url, { network }), limit);
      const text = yield* timeout(answer.body.text(), limit);
      if (answer.status === 200) return text;
      throw new Error(`${url} is answered ${answer.status}`);
    } catch (error) {
      if (attempt === 20) throw error;
      yield* sleep(200);
    }
  }
}

/** Books orders, which are kept outside of it, as on a disk. */
const Book = defineActor("book", {
  state: (orders: string[], isCareful: boolean) => ({ orders, isCareful }),
  receive: {
    *book({ state }, order: string) {
      yield* sleep(10); // the disk
      if (!state.isCareful || !state.orders.includes(order)) state.orders.push(order);
    },
  },
});

/** Takes orders by HTTP, asks upstream what they cost, books them, and answers with the price. */
function* startService(network: Network, orders: string[], isCareful: boolean) {
  const sup = yield* supervisor({
    intensity: { restarts: 10, within: 1_000 },
    children: [{ id: "book", start: () => spawn(Book, orders, isCareful) }],
  });
  const server = yield* serveHttp({ port: 80, network, onFailure: () => {} });
  server.serve(function* order(exchange) {
    const [, number, article] = (exchange.request.url as string).split("/");
    const price = yield* ask(`http://upstream/${article}`, network, 500);
    yield* sup.child("book").ask.book(`${number} ${article}`); // after a restart, another one
    exchange.respond(price);
  });
  return { sup, server };
}

/** One run: three orders come in while the network and the actor fail; what must hold afterwards. */
function* run({ inject, random, seed }: Simulation, isCareful: boolean): Steps<string[]> {
  const network = memoryNetwork({ seed, latency: [1, 20], hosts: ["shop", "upstream"] });
  const upstream = yield* serveHttp({ port: 80, network: network.at("upstream") });
  upstream.serve(function* price(exchange) {
    yield* sleep(random.below(100));
    exchange.respond(String(PRICES[(exchange.request.url as string).slice(1)]));
  });
  const orders: string[] = [];
  const service = yield* startService(network.at("shop"), orders, isCareful);
  inject(disturbance(network, { times: 6, every: 300 }), { within: 200 });
  inject(crash(service.sup.child("book")), { within: 500 });
  const clients = ["tea", "coffee", "tea"].map((article, number) =>
    go(function* client() {
      return Number(yield* ask(`http://shop/${number}/${article}`, network, 5_000)) === PRICES[article];
    }),
  );
  for (const client of clients) assert.ok(yield* client, "the price is right");
  yield* service.server.close();
  yield* service.sup.stop();
  yield* upstream.close();
  return orders.sort();
}

const BOOKED: readonly string[] = ["0 tea", "1 coffee", "2 tea"];

test("every order is answered and booked once, whatever the network does, in 200 runs", async () => {
  let longest = 0;
  const { schedules } = await explore({ runs: 200 }, function* (simulation) {
    assert.equal(yield* run(simulation, true), BOOKED);
    longest = Math.max(longest, simulation.now());
  });
  assert.is(schedules, 200);
  // Two limits of 500 ms at least have passed in some run: so the network did disturb.
  assert.ok(longest > 1_000 && longest < 60_000, `the longest run took ${longest} ms of virtual time`);
});

test("a service that books a repeated order twice is found, and the same seed shows it again", async () => {
  const careless = function* (simulation: Simulation): Steps<void> {
    assert.equal(yield* run(simulation, false), BOOKED, "each order is booked once");
  };
  const found = (await explore({ runs: 200 }, careless).catch((error: unknown) => error)) as FoundError;
  assert.is(found.code, "ERR_MAILSLOT_FOUND", String(found));
  assert.match(found.message, /each order is booked once/);
  for (const replay of [found.replay, found.shortest]) {
    const again = await simulate({ replay }, careless).then(
      () => null,
      (error: unknown) => error,
    );
    assert.is((again as Error | null)?.message, (found.cause as Error).message);
  }
});

test("two runs of one seed are the same to the millisecond", async () => {
  const once = (seed: number): Promise<number> =>
    simulate({ seed }, function* (simulation) {
      yield* run(simulation, true);
      return simulation.now();
    });
  for (const seed of [1, 2, 3]) assert.is(await once(seed), await once(seed));
  assert.is.not(await once(1), await once(2));
});

test("a day of service passes", () =>
  simulate(function* (simulation) {
    for (let hour = 0; hour < 24; hour++) {
      yield* run(simulation, true);
      yield* sleep(3_600_000);
    }
    assert.ok(simulation.now() > 24 * 3_600_000);
  }));

test.run();
