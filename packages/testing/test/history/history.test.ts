/** Histories of calls, and whether an order explains them. */
import { type Call, isLinearizable, type Model, recordHistory } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

type Access = { readonly write: number } | "read";

const register: Model<number, Access, number | null> = {
  initial: 0,
  step: (state, input) => (input === "read" ? [state, state] : [input.write, null]),
};

function call(
  process: string,
  began: number,
  returned: number,
  input: Access,
  output?: number | null,
): Call<Access, number | null> {
  return output === undefined ? { process, began, returned, input } : { process, began, returned, input, output };
}

test("calls that overlap may be in any order, those that do not, not", () => {
  const write = call("a", 0, 3, { write: 1 }, null);
  assert.ok(isLinearizable([write, call("b", 1, 2, "read", 0)], register));
  assert.ok(isLinearizable([write, call("b", 1, 2, "read", 1)], register));
  assert.not(isLinearizable([write, call("b", 4, 5, "read", 0)], register));
});

test("a read that goes back is not linearizable", () => {
  const write = call("a", 0, 9, { write: 1 }, null);
  assert.not(isLinearizable([write, call("b", 1, 2, "read", 1), call("c", 3, 4, "read", 0)], register));
});

test("a call that has not returned may have happened or not", () => {
  const write = call("a", 0, Number.POSITIVE_INFINITY, { write: 1 });
  assert.ok(isLinearizable([write, call("b", 1, 2, "read", 0)], register));
  assert.ok(isLinearizable([write, call("b", 1, 2, "read", 0), call("b", 3, 4, "read", 1)], register));
});

test("the smallest history that has no order is shown, of one key", () => {
  const history = recordHistory<{ key: string; value?: number }, number | null>();
  history.begin("a", { key: "x", value: 1 })(null);
  history.begin("b", { key: "y", value: 2 })(null);
  history.begin("a", { key: "x" })(0);
  history.begin("b", { key: "x" })(1);
  const model: Model<number, { key: string; value?: number }, number | null> = {
    initial: 0,
    step: (state, { value }) => (value === undefined ? [state, state] : [value, null]),
    key: ({ key }) => key,
  };
  assert.throws(
    () => history.check(model),
    (error: Error & { code: string }) => {
      assert.is(error.code, "ERR_MAILSLOT_NOT_LINEARIZABLE");
      assert.match(error.message, /a {2}├┤ +\{"key":"x","value":1\} → null\n {2}a {4}├┤ +\{"key":"x"\} → 0$/);
      return true;
    },
  );
});

test.run();
