/** What becomes of a supervisor that starts when the actor that waits for it is killed. */
import { defineActor, kill, spawnWith } from "@mailslot/actor";
import { oneshot } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scene, stage } from "../stage.js";

for (const budget of [1, 128]) {
  test(`a supervisor that starts ends when the actor that would wait for it is killed, with a budget of ${budget}`, () => {
    const on = scene(stage(orderedStage("small", { budget })));
    const ready = oneshot<void>();
    ready.send();
    const Starter = defineActor("starter", {
      receive: {
        *start(ctx) {
          yield* ready;
          on.scheduler.go(() => kill(ctx.self)); // by then a budget of 1 is used up
          yield* supervisor({ children: [on.spec("worker")] });
        },
      },
    });
    spawnWith(on, Starter).tell.start();
    on.run();
    assert.equal(on.left(), { tasks: [], timers: 0 });
  });
}

test.run();
