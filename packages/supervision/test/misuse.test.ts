/** Arguments of the wrong kind: each function refuses them at the call, and says what to give. */
import { go, type Task } from "@mailslot/core";
import { demonitor, goLinked, goSupervised, goUnlinked, isDown, isExit, monitor } from "@mailslot/supervision";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const wrong: readonly unknown[] = [null, 7, "text", Symbol("kind"), () => {}];
const calls: Record<string, (given: never) => unknown> = {
  "goLinked()": (given) => goLinked(() => 1, given),
  "goSupervised()": (given) => goSupervised(() => 1, given),
  "goUnlinked()": (given) => goUnlinked(() => 1, given),
};

function refuses(call: (given: never) => unknown): void {
  for (const given of wrong) {
    const error = thrown(() => call(given as never));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, /give an object/);
  }
}

for (const [name, call] of Object.entries(calls)) {
  test(`${name} refuses options that are not an object`, () => refuses(call));
}

test("demonitor() refuses options that are not an object, and monitors on", async () => {
  await go(() => {
    const watched = monitor(go(() => 1) as Task);
    refuses((given) => demonitor(watched, given));
    demonitor(watched);
  });
});

test("what is not a signal is neither an exit nor a down signal", () => {
  for (const given of [undefined, null, 7, "exit", {}]) {
    assert.is(isExit(given as never), false);
    assert.is(isDown(given as never), false);
  }
});

test.run();
