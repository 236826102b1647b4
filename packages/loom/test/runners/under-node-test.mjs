// A model inside node:test; started by runners.test.ts.

import assert from "node:assert";
import test from "node:test";
import { join, model, spawn } from "@mailslot/loom";

const counter = (increment) => () => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  join(
    spawn(() => increment(words)),
    spawn(() => increment(words)),
  );
  assert.strictEqual(Atomics.load(words, 0), 2);
};

test("an atomic counter passes", () => {
  assert.strictEqual(model(counter((words) => Atomics.add(words, 0, 1))).complete, true);
});

test("a torn counter fails", () => {
  const torn = counter((words) => Atomics.store(words, 0, Atomics.load(words, 0) + 1));
  assert.throws(() => model(torn), /1 !== 2/);
});
