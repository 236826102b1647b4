/** Arguments of the wrong kind: each function refuses them at the call, and says what to give. */
import { createRegistry, defineActor, defineRawActor, spawnWith } from "@mailslot/actor";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "./stage.js";

const Idle = defineActor("idle", { receive: {} });
const wrong: readonly unknown[] = [null, 7, "text", Symbol("kind"), () => {}];
const calls: Record<string, (given: never) => unknown> = {
  "spawnWith()": (given) => spawnWith(given, Idle),
  "defineRawActor()": (given) => defineRawActor("raw", () => {}, given),
  "createRegistry()": (given) => createRegistry(given),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name} refuses options that are not an object`, () => {
    for (const given of wrong) {
      const error = thrown(() => call(given as never));
      assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
      assert.match(error.message, /give (an object|options)/);
    }
  });
}

test("spawnWith() without its options, or with the definition in their place, says what comes first", () => {
  const bare = spawnWith as unknown as (...args: unknown[]) => unknown;
  for (const args of [[], [Idle], [undefined, Idle]]) {
    const error = thrown(() => bare(...args));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, /the first argument of spawnWith\(\).*then the definition/);
  }
  assert.is(thrown(() => bare({})).code, "ERR_MAILSLOT_DEFINITION");
});

test("askWith() refuses options, times and signals of the wrong kind", () => {
  const { spawn } = stage();
  const ref = spawn(defineActor("asked", { receive: { get: () => 1 } }));
  const times = [null, undefined, 7, "text"].map((given) => () => ref.askWith(given as never));
  const wrong = [Symbol("kind"), Object.create(null), Number.NaN, -1, 0];
  const all = [...times, ...wrong.map((timeout) => () => ref.askWith({ timeout: timeout as never }))];
  for (const call of [...all, () => ref.askWith({ signal: null as never })])
    assert.is(thrown(call).code, "ERR_MAILSLOT_ARGUMENT");
});

test.run();
