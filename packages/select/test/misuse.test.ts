/** Arguments of the wrong kind: each function refuses them at the call, and says what to give. */
import { channel, oneshot } from "@mailslot/core";
import { seededRandom, select, selectEach } from "@mailslot/select";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const wrong: readonly unknown[] = [null, 7, "text", true, Symbol("kind"), () => {}];
const calls: Record<string, (given: never) => unknown> = {
  "the cases of select()": (given) => select(given),
  "the options of select()": (given) => select({ a: channel() }, given),
  "the cases of selectEach()": (given) => selectEach(given),
  "the options of selectEach()": (given) => selectEach({ a: channel() }, given),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name} are refused when they are of another kind`, () => {
    for (const given of name.includes("cases") ? [...wrong, undefined] : wrong) {
      const error = thrown(() => call(given as never));
      assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
      assert.match(error.message, /: give an object/);
    }
  });
}

test("a seed that is not a number is refused", () => {
  for (const seed of [undefined, null, "1", Symbol("seed")]) {
    assert.is(thrown(() => seededRandom(seed as never)).code, "ERR_MAILSLOT_ARGUMENT");
  }
});

test("a case named otherwise is refused when the select has a result of that name", () => {
  const cases = { otherwise: channel<number>() };
  for (const given of [cases, { otherwise: false }, { a: channel(), otherwise: undefined }]) {
    const error = thrown(() => select(given as never, { otherwise: true }));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, /named otherwise.*give the case another name/);
  }
  cases.otherwise.send(1);
  assert.equal(select(cases).poll(), { case: "otherwise", value: 1 });
});

test("set() refuses a case by its name, whatever was given as name", () => {
  const loop = selectEach({ never: oneshot() });
  for (const name of [Symbol("kind"), Object.create(null), 7])
    assert.is(thrown(() => loop.set(name as never, 7 as never)).code, "ERR_MAILSLOT_ARGUMENT");
  loop.close();
});

test.run();
