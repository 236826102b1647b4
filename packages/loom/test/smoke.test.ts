/** The smallest models: one that passes, one that fails, and the failure executed again from its schedule. */

import { explore, join, ModelFailure, model, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const smoke = suite("smoke");

function counter(increment: (words: Int32Array) => void): () => number {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const threads = [spawn(() => increment(words)), spawn(() => increment(words))];
    join(...threads);
    const sum = Atomics.load(words, 0);
    if (sum !== 2) throw new Error(`the sum is ${sum}`);
    return sum;
  };
}

const atomic = counter((words) => void Atomics.add(words, 0, 1));
const torn = counter((words) => void Atomics.store(words, 0, Atomics.load(words, 0) + 1));

smoke("an atomic counter passes, completely", () => {
  const report = model(atomic);
  assert.is(report.verdict, "passed");
  assert.is(report.complete, true);
  assert.equal([...report.outcomes.keys()], ["2"]);
});

smoke("a counter that loads and stores loses an increment", () => {
  assert.throws(
    () => model(torn),
    (error: unknown) => error instanceof ModelFailure && /the sum is 1/.test(error.message),
  );
});

smoke("a failure is found again by replaying its schedule", () => {
  const found = explore(torn).failure!;
  const again = explore(torn, { replay: found.schedule }).failure!;
  assert.is(again.kind, "assertion");
  assert.is(again.message, found.message);
  assert.equal(again.steps, found.steps);
});

for (const mode of ["dpor", "stateful", "dfs", "random", "pct"] as const) {
  smoke(`${mode} finds the lost increment`, () => {
    assert.is(explore(torn, { mode }).failure?.message, "the sum is 1");
  });
}

smoke("the globals are back after a model", () => {
  const before = [Atomics, SharedArrayBuffer, Int32Array, DataView, Date, Math.random, performance.now];
  explore(torn);
  assert.equal([Atomics, SharedArrayBuffer, Int32Array, DataView, Date, Math.random, performance.now], before);
});

smoke.run();
