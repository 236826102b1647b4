/** What Mailslot itself chooses at random comes from the seed of the simulation, also where it was made before. */
import { defineActor, randomly, router, spawn } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import { select, selectEach } from "@mailslot/select";
import { type SimulationBody, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const DRAWS = 20;

async function sameForSeed(body: SimulationBody<unknown>): Promise<void> {
  assert.equal(await simulate({ seed: 7 }, body), await simulate({ seed: 7 }, body));
  assert.not.equal(await simulate({ seed: 7 }, body), await simulate({ seed: 8 }, body));
}

function twoReady() {
  const [one, other] = [channel<string>(DRAWS), channel<string>(DRAWS)];
  for (let n = 0; n < DRAWS; n++) for (const each of [one, other]) each.send("ready");
  return { one, other };
}

test("select, among ready cases", async () => {
  await sameForSeed(function* () {
    const drawn: string[] = [];
    const cases = twoReady();
    for (let n = 0; n < DRAWS; n++) drawn.push((yield* select(cases)).case);
    return drawn;
  });
});

test("selectEach, among ready cases", async () => {
  await sameForSeed(async () => {
    const drawn: string[] = [];
    for await (const event of selectEach(twoReady())) {
      drawn.push(event.case);
      if (drawn.length === DRAWS) break;
    }
    return drawn;
  });
});

test("a router that takes any worker", async () => {
  const anyWorker = randomly();
  const Worker = defineActor("worker", { state: (n: number) => n, receive: { which: (context) => context.state } });
  await sameForSeed(function* ({ own }) {
    const workers = router(
      [1, 2, 3].map((n) => own(spawn(Worker, n))),
      anyWorker,
    );
    const drawn: number[] = [];
    for (let n = 0; n < DRAWS; n++) drawn.push(yield* workers.ask.which());
    return drawn;
  });
});

test.run();
