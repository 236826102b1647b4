/** An actor that is killed more than once while its own handler runs: it ends once, and what waits is given back. */
import { defineActor, kill, taskOf, terminate } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const again: Record<string, (ref: Parameters<typeof kill>[0]) => void> = {
  "killed once more": kill,
  terminated: (ref) => terminate(ref, new Error("once more")),
  "cancelled as a task": (ref) => taskOf(ref).cancel(),
  "killed twice more": (ref) => {
    kill(ref);
    kill(ref);
  },
};

for (const [how, act] of Object.entries(again))
  for (const throws of [false, true])
    for (const capacity of [undefined, 3]) {
      const where = `${throws ? "a handler that then fails" : "a handler"}${capacity === undefined ? "" : ", with a bounded mailbox"}`;
      test(`an actor that kills itself, and is ${how} in the finally of ${where}, ends`, () => {
        const { spawn, run, loop } = stage();
        const letters = receivedLetters();
        const Worker = defineActor("worker", {
          ...(capacity === undefined ? {} : { mailbox: { capacity } }),
          receive: {
            *work(ctx) {
              try {
                yield* sleep(1);
                kill(ctx.self);
                if (throws) throw new Error("fails");
              } finally {
                act(ctx.self);
              }
            },
            next: () => {},
          },
        });
        const worker = spawn(Worker);
        worker.tell.work();
        worker.tell.next();
        run();
        loop.advance(1);
        run();
        worker.tell.next();
        run();
        assert.is(worker.alive, false);
        assert.equal(
          letters().map(({ reason }) => reason),
          ["exited", "no actor"],
        );
      });
    }

test.run();
