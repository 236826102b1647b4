/** Arguments of the wrong kind: every public function refuses them with a code and says what to pass. */

import * as loom from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const argument = suite("argument");

type Loose = (...given: readonly unknown[]) => unknown;
const functions = loom as unknown as Readonly<Record<string, Loose>>;

/** A failure with a step that is none. */
function spoiled(step: unknown): unknown {
  return { kind: "assertion", message: "broken", schedule: "0", steps: [step], threads: new Map() };
}

/** Calls that need no model: each row is refused before anything is explored. */
const OUTSIDE: readonly (readonly [name: string, ...given: unknown[]])[] = [
  ...["explore", "model"].flatMap((name) => [
    [name] as const,
    [name, "body"] as const,
    [name, () => 0, null] as const,
    [name, () => 0, 5] as const,
    [name, () => 0, { mode: "fast" }] as const,
    [name, () => 0, { maxSteps: "9" }] as const,
    [name, () => 0, { maxSeconds: Number.NaN }] as const,
    [name, () => 0, { replay: 1 }] as const,
    [name, () => 0, { timeOuts: true }] as const,
    [name, () => 0, { preemptions: -1 }] as const,
    [name, () => 0, { preemptions: 1.5 }] as const,
    [name, () => 0, { maxSteps: 0 }] as const,
    [name, () => 0, { maxExecutions: 0.5 }] as const,
    [name, () => 0, { maxSeconds: -1 }] as const,
    [name, () => 0, { maxHistories: 0 }] as const,
    [name, () => 0, { seed: 0.5 }] as const,
    [name, () => 0, { depth: 0 }] as const,
  ]),
  ["minimize", () => 0, undefined],
  ["minimize", 5, {}],
  ...["formatFailure", "svgOf", "htmlOf"].flatMap((name) =>
    [undefined, null, 5, "text", {}, new Error("no failure"), spoiled(5), spoiled(null)].map(
      (value) => [name, value] as const,
    ),
  ),
];

for (const [name, ...given] of OUTSIDE) {
  argument(`${name}(${given.map((value) => describe(value)).join(", ")}) is refused`, () => {
    assert.throws(
      () => functions[name]!(...given),
      (error: unknown) =>
        loom.isModelError(error) && error.code === "ERR_LOOM_ARGUMENT" && error.message.includes(`${name}()`),
    );
  });
}

/** Calls inside a model: the thread fails with the error. */
const INSIDE: readonly (readonly [name: string, ...given: unknown[]])[] = [
  ["spawn", 5],
  ["spawn", () => 0, 5],
  ["join", null],
  ["join", {}],
  ["choose", 0],
  ["choose", Symbol("three")],
  ["invariant", "name"],
  ["invariant", 5, () => true],
  ["racy", undefined],
  ["racy", [1]],
  ["label", null, "name"],
];

for (const [name, ...given] of INSIDE) {
  argument(`${name}(${given.map((value) => describe(value)).join(", ")}) fails the model`, () => {
    const { failure } = loom.explore(() => {
      functions[name]!(...given);
    });
    assert.ok(failure !== undefined && loom.isModelError(failure.cause));
    assert.is((failure.cause as loom.ModelError).code, "ERR_LOOM_ARGUMENT");
    assert.match(failure.message, new RegExp(`^${name}\\(\\) needs`));
  });
}

argument("names and indices of a view are checked", () => {
  for (const given of [[5], ["name", -1], ["name", 0.5], ["name", 0, "1"]]) {
    const { failure } = loom.explore(() => {
      functions.label!(new Int32Array(new SharedArrayBuffer(4)), ...given);
    });
    assert.match(failure!.message, /^label\(\) needs/);
  }
  for (const [from, to] of [
    [0, 5],
    [3, 2],
  ]) {
    const { failure } = loom.explore(() => {
      functions.label!(new Int32Array(new SharedArrayBuffer(16)), "name", from, to);
    });
    assert.match(failure!.message, /^label\(\) needs elements of the view, of length 4/);
  }
  const { failure } = loom.explore(() => functions.racy!(new Int32Array(new SharedArrayBuffer(4)), -1));
  assert.match(failure!.message, /^racy\(\) needs an index/);
});

function describe(value: unknown): string {
  return value instanceof Error ? "an error" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

argument.run();
