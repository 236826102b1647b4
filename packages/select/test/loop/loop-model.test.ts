// Random programs of loops do what a small model says: who is completed by what, and what everybody keeps between rounds.
// watchdog: 180 s
import { check } from "@mailslot/test-support/seeded";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LoopModel } from "./loop-model.js";
import { type LoopStep, loopPrograms } from "./loop-program.js";
import { RealLoops } from "./real-loops.js";

function runBoth(steps: readonly LoopStep[]): RealLoops {
  const [real, model] = [new RealLoops(), new LoopModel()];
  for (const [n, step] of steps.entries()) {
    const done = `step ${n}, ${JSON.stringify(step)}`;
    const [seen, expected] = [real.perform(step), model.perform(step)];
    assert.equal(seen.answer, expected.answer, done);
    const byId = (ends: typeof seen.ends) => [...ends].sort(([a], [b]) => a - b);
    assert.equal(byId(seen.ends), byId(expected.ends), `the ends after ${done}`);
    assert.equal(real.state(), model.state(), `the state after ${done}`);
  }
  return real;
}

test("a program of loops and selects does what the model does, step by step", () => {
  check(
    fc.property(loopPrograms, (steps) => void runBoth(steps)),
    { numRuns: 5_000 },
  );
});

test("closed, the loops of a program leave no waiter in a channel", () => {
  check(
    fc.property(loopPrograms, (steps) => {
      const real = runBoth(steps.filter((step) => step.do !== "close"));
      real.giveUp();
      real.assertNoWaiters();
    }),
    { numRuns: 2_000 },
  );
});

test.run();
