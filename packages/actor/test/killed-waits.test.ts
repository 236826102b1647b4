/** What becomes of the scope that a handler waits for, or would wait for, when its actor is killed. */
import { defineActor, kill } from "@mailslot/actor";
import { oneshot, scope, sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage } from "./stage.js";

for (const budget of [1, 128]) {
  test(`a scope is cancelled when the actor that would wait for it is killed, with a budget of ${budget}`, () => {
    const on = orderedStage("small", { budget });
    const ready = oneshot<void>();
    ready.send();
    const ended: string[] = [];
    const Family = defineActor("family", {
      receive: {
        *work(ctx) {
          yield* ready;
          on.go(() => kill(ctx.self)); // by then a budget of 1 is used up
          yield* scope(function* (tasks) {
            try {
              yield* tasks.go(() => sleep(60_000));
            } finally {
              ended.push("scope");
            }
          });
        },
      },
    });
    on.spawn(Family).tell.work();
    on.run();
    assert.equal(on.left(), { tasks: [], timers: 0 });
    assert.equal(ended, ["scope"]);
  });
}

test.run();
