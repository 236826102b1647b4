/** User code that misbehaves does so by its seed, and tells what it did. */
import { type Misbehaved, misbehave } from "@mailslot/test-support/misbehave";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("misbehave");

/** Calls user code 100 times; returns what each call gave. */
function calls(seed: number): { given: unknown[]; log: readonly string[]; thrown: readonly Misbehaved[] } {
  const acts: string[] = [];
  const user = misbehave(seed, { send: () => acts.push("sent"), reenter: () => user.at("within", 0) });
  const given = Array.from({ length: 100 }, (_, n) => {
    try {
      return user.at("converter", n);
    } catch (error) {
      return error;
    }
  });
  assert.is(acts.length, user.log.filter((line) => line.endsWith("send")).length);
  return { given, log: user.log, thrown: user.thrown };
}

test("the same seed does the same, another something else", () => {
  assert.equal(calls(1), calls(1));
  assert.not.equal(calls(1).log, calls(2).log);
});

test("a call returns its value or throws an error that is kept; an act catches what it calls", () => {
  const { given, thrown } = calls(3);
  for (const [n, value] of given.entries()) assert.ok(value === n || thrown.includes(value as Misbehaved));
  assert.ok(given.some((value) => value instanceof Error) && given.some((value) => typeof value === "number"));
});

test("calmed, it behaves", () => {
  const user = misbehave(4);
  user.calm();
  for (let n = 0; n < 100; n++) assert.is(user.at("hook", n), n);
  assert.equal(user.log, []);
});

test.run();
