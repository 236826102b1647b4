/** The report of a failure that nobody has seen begins where it failed. */
import { UnhandledTaskError } from "@mailslot/core";
import { runProgram } from "@mailslot/test-support/program";
import { test } from "uvu";
import * as assert from "uvu/assert";

// runs under Node alone: it runs a program, and reads the stacks of V8.

test("the first frame is that of the error", () => {
  const { stderr, code } = runProgram(`
    import { go } from "@mailslot/core";
    go(function work() { throw new Error("broken"); });
  `);
  assert.is(code, 1);
  assert.match(stderr, /^UnhandledTaskError: task work failed, and nobody waits for it: broken.*\n +at .*\bwork\b/m);
});

test("what has no stack is reported with that of the report", () => {
  assert.match(new UnhandledTaskError("it failed", "a string").stack ?? "", "UnhandledTaskError: it failed");
  const odd = {
    get stack() {
      throw new Error("no stack");
    },
  };
  assert.match(new UnhandledTaskError("it failed", odd).stack ?? "", "UnhandledTaskError: it failed");
});

test.run();
