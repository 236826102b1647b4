// Random programs of selects do what a small model says: who is completed by what, and what everybody keeps.
// watchdog: 180 s
import { seededRandom } from "@mailslot/select";
import { check } from "@mailslot/test-support/seeded";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ModelProgram } from "./model-program.js";
import { programs, type Step } from "./program.js";
import { RealProgram } from "./real-program.js";

function runBoth(steps: readonly Step[], seed: number): RealProgram {
  const [real, model] = [new RealProgram(seededRandom(seed)), new ModelProgram()];
  for (const [n, step] of steps.entries()) {
    const done = `step ${n}, ${JSON.stringify(step)}`;
    const seen = real.perform(step);
    const expected = model.perform(step, seen);
    assert.equal(seen.answer, expected.answer, done);
    const byId = (ends: typeof seen.ends) => [...ends].sort(([a], [b]) => a - b);
    assert.equal(byId(seen.ends), byId(expected.ends), `the ends after ${done}`);
    assert.equal(real.state(), model.state(), `the state after ${done}`);
  }
  return real;
}

test("a program of selects does what the model does, step by step", () => {
  check(
    fc.property(programs, fc.integer(), (steps, seed) => void runBoth(steps, seed)),
    { numRuns: 3_000 },
  );
});

test("given up, the selects of a program leave no waiter in a channel and no timer", () => {
  check(
    fc.property(programs, fc.integer(), (steps, seed) => {
      const real = runBoth(
        steps.filter((step) => step.do !== "close"),
        seed,
      );
      real.giveUp();
      assert.is(real.hasTimers(), false, "a timer is left");
      real.assertNoWaiters();
    }),
    { numRuns: 1_000 },
  );
});

test.run();
