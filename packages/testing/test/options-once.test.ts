/** Options are read once: a getter that gives something else the second time cannot get past the check of the first. */
import { channel } from "@mailslot/core";
import { readTwice } from "@mailslot/test-support/wrong";
import { closing, disturbance, explore, pct, randomWalk, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const body = () => 1;
const common = { seed: 1, maxSteps: 100, leaks: true, realTime: "fail", startTime: 0 };
const inside = (call: (simulation: Simulation, given: never) => unknown) => (given: never) =>
  simulate({ leaks: false }, function* (simulation) {
    call(simulation, given);
    yield* simulation.never(() => false, 100);
  });

const calls: Record<string, readonly [options: object, call: (options: never) => unknown]> = {
  simulate: [{ ...common, replay: "random:1" }, (given) => simulate(given, body)],
  explore: [{ ...common, runs: 2, shorten: 0, strategy: randomWalk() }, (given) => explore(given, body)],
  pct: [{ depth: 2, steps: 10 }, (given) => explore({ runs: 2, strategy: pct(given) }, body)],
  inject: [
    { after: 1, within: 1, ticks: 1 },
    inside((simulation, when) => simulation.inject(closing(channel()), when)),
  ],
  faulty: [{ drop: 0, delay: 1 }, inside((simulation, faults) => simulation.faulty(channel<number>(), faults).send(1))],
  disturbance: [
    { kinds: ["cut"], times: 2, every: 1, lasting: 1 },
    inside((simulation, given) =>
      simulation.inject(disturbance({ links: [], refuse: () => undefined }, given), { after: 0 }),
    ),
  ],
};

for (const [name, [options, call]] of Object.entries(calls)) {
  test(`${name} reads each option once`, async () => {
    assert.equal(await readTwice(options, async (given) => void (await call(given))), []);
  });
}

test.run();
