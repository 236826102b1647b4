/** Why an actor ends, as `statusOf` tells it. */
import { defineActor, statusOf } from "@mailslot/actor";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage } from "../stage.js";

test("the reason of a normal end is known while the actor stops, and afterwards", () => {
  const { run, spawn } = orderedStage();
  let inside: unknown;
  const Once = defineActor("once", {
    receive: {
      end(ctx) {
        ctx.stop();
        inside = statusOf(ctx.self).reason;
      },
    },
  });
  const once = spawn(Once);
  once.tell.end();
  assert.is(statusOf(once).reason, undefined);
  run();
  assert.equal([inside, statusOf(once).status, statusOf(once).reason], ["normal", "exited", "normal"]);
});

test.run();
