// watchdog: 120 s
// runs under Node alone: the service needs Node.
/** The service under virtual time, over a network in memory: what it answers while its workers crash, and when it is stopped. */
import { go, type Steps, sleep } from "@mailslot/core";
import { memoryNetwork, requestHttp } from "@mailslot/io";
import { explore, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Service, type ServiceOptions, startService } from "../src/service.js";

type Ask = (path: string, client?: string) => Steps<{ readonly status: number; readonly text: string }>;

/** Starts the service in memory; `ask` is a request of a client to it. */
function* opened({ seed }: Simulation, options: Partial<ServiceOptions> = {}): Steps<{ service: Service; ask: Ask }> {
  const network = memoryNetwork({ seed, latency: [1, 5] });
  const service = yield* startService({ port: 80, network, ...options });
  function* ask(path: string, client = "test"): ReturnType<Ask> {
    const headers = { "x-client": client };
    const answer = yield* requestHttp(`http://localhost${path}`, { network, headers });
    return { status: answer.status, text: yield* answer.body.text() };
  }
  return { service, ask };
}

test("a request is answered with the square that a worker computes", () =>
  simulate(function* (simulation) {
    const { service, ask } = yield* opened(simulation);
    assert.equal(yield* ask("/12"), { status: 200, text: "144" });
    yield* service.sup.stop();
  }));

test("a client that asks too often is told so, and others are not held up", () =>
  simulate(function* (simulation) {
    const { service, ask } = yield* opened(simulation, { perSecond: 3 });
    const statuses: number[] = [];
    for (let n = 1; n <= 5; n++) statuses.push((yield* ask(`/${n}`, "eager")).status);
    assert.equal(statuses, [200, 200, 200, 429, 429]);
    assert.is((yield* ask("/6", "patient")).status, 200);
    yield* sleep(1_000);
    assert.is((yield* ask("/7", "eager")).status, 200);
    yield* service.sup.stop();
  }));

test("the timer reports once a second", () =>
  simulate(function* (simulation) {
    const { service } = yield* opened(simulation);
    yield* sleep(3_600_500);
    assert.is(service.reports(), 3_600);
    yield* service.sup.stop();
  }));

/** Twenty requests while workers crash; the service is stopped before all were answered. */
function* crashes(simulation: Simulation): Steps<void> {
  const { service, ask } = yield* opened(simulation, { workers: 2, perSecond: 1_000 });
  const answers = new Map<string, string[]>();
  const clients = Array.from({ length: 20 }, (_, n) =>
    go(function* client() {
      yield* sleep(simulation.random.below(20));
      try {
        const { status, text } = yield* ask(`/${n}`, `client ${n}`);
        if (status === 200) answers.set(`/${n}`, [...(answers.get(`/${n}`) ?? []), text]);
      } catch {
        // it came when the service no longer took requests
      }
    }),
  );
  for (let index = 0; index < 4; index++) {
    yield* sleep(simulation.random.below(8));
    service.crash(index);
  }
  yield* service.sup.stop();
  for (const client of clients) yield* client;
  assert.ok(service.accepted.length > 0);
  for (const path of service.accepted) assert.equal(answers.get(path), [String(Number(path.slice(1)) ** 2)], path);
}

test("no request that was accepted is lost or answered twice, whenever workers crash and the service is stopped", async () => {
  const { schedules } = await explore({ runs: 40 }, crashes);
  assert.is(schedules, 40);
});

test.run();
