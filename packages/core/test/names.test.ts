/** Names are texts: they stand in errors, dumps and traces, where what cannot be written would fail what tells of it. */
import { channel, circuitBreaker, createScheduler, go, scope, taskLocal } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const isDevelopment = import.meta.resolve("@mailslot/core").includes("/development/");

/** Refused in the development build alone, as other options of what is made often. */
const inDevelopment: Record<string, (name: never) => unknown> = {
  "a task": (name) => go(() => 1, { name }),
  "a scope": (name) => scope(() => 1, { name }),
  "a channel": (name) => channel({ name }),
  "a scheduler": (name) => createScheduler({ name }),
  "a task-local": (name) => taskLocal(name, 1),
};
const always: typeof inDevelopment = { "a circuit breaker": (name) => circuitBreaker({ name }) };

for (const [what, make] of Object.entries(isDevelopment ? { ...always, ...inDevelopment } : always)) {
  test(`the name of ${what} is a text`, () => {
    for (const name of [Symbol("name"), 7, null, {}, 1n]) {
      const { code, message } = thrown(() => make(name as never)) as Error & { code?: string };
      assert.is(code, "ERR_MAILSLOT_ARGUMENT");
      assert.match(message, / name of .* is .*: give a text/);
    }
  });
}

test.run();
