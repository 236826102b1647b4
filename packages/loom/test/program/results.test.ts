/** What a thread returns or throws, whatever kind of value it is. */

import { explore, invariant, join, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, words } from "../outcomes.js";

const results = suite("results");

const GENERATORS: Readonly<Record<string, () => unknown>> = {
  "a generator function": function* () {
    yield Atomics.load(words(1), 0);
  },
  "an async generator function": async function* () {
    yield Atomics.load(words(1), 0);
  },
};

for (const [name, body] of Object.entries(GENERATORS)) {
  results(`${name} is refused as a thread, of which it would execute nothing`, () => {
    for (const refused of [body, () => join(spawn(body))]) {
      assert.match(failureMessage(refused, "unsupported"), /returned a generator, of which nothing has been executed/);
    }
  });
}

const hostile = {
  toString(): string {
    throw new Error("has no text");
  },
};
const silent = new Error("seen");
Object.defineProperty(silent, "message", { get: hostile.toString });
const counted = new Error("seen");
Object.defineProperty(counted, "message", { value: 5 });

const THROWN: readonly (readonly [name: string, value: unknown, message: string])[] = [
  ["undefined", undefined, "undefined"],
  ["null", null, "null"],
  ["a string", "text", "text"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["a bigint", 5n, "5"],
  ["an object without a prototype", Object.create(null), "a value that cannot be shown as text was thrown"],
  ["an object whose text throws", hostile, "a value that cannot be shown as text was thrown"],
  ["an error whose message throws", silent, "a value that cannot be shown as text was thrown"],
  ["an error whose message is a number", counted, "5"],
];

for (const [name, value, message] of THROWN) {
  results(`${name} that is thrown is a failure with a message, in a thread and in an invariant`, () => {
    const throws = (): never => {
      throw value;
    };
    for (const body of [throws, () => join(spawn(throws))]) {
      const { failure } = explore(body);
      assert.is(failure!.kind, "assertion");
      assert.is(failure!.message, message);
      assert.is(failure!.cause, value);
    }
    assert.is(
      failureMessage(() => invariant("sound", throws), "invariant"),
      `The invariant "sound" threw: ${message}`,
    );
  });
}

results("a result that has no JSON is an outcome that says so", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  assert.equal(
    outcomesOf(() => circle),
    ["no JSON: Converting circular structure to JSON"],
  );
  assert.equal(
    outcomesOf(() => ({ toJSON: hostile.toString })),
    ["no JSON: has no text"],
  );
});

results("a view of the model's memory is an outcome, with what its words hold in the end", () => {
  const outcomes = outcomesOf(() => {
    const word = words(1);
    join(
      spawn(() => Atomics.store(word, 0, 1) && undefined),
      spawn(() => Atomics.store(word, 0, 2) && undefined),
    );
    return word;
  });
  assert.equal(outcomes, ['{"0":1}', '{"0":2}']);
});

results.run();
