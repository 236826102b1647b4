/** What logs show of refs: one line. */
import { deadLetters, defineActor, stop } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Worker = defineActor("worker", {
  state: () => ({ secret: 1 }),
  receive: {
    *work() {
      yield* sleep(10);
    },
  },
});

test("a ref is one line of text in JSON, whatever its actor does, and so is a task of it", () => {
  const { spawn, run } = stage();
  const worker = spawn(Worker);
  const { name } = worker;
  const shown = (): unknown => JSON.parse(JSON.stringify({ worker, ask: worker.ask.work() }));
  for (const state of ["idle", "busy"]) {
    assert.equal(shown(), { worker: `actor ${name}`, ask: worker.ask.work().describe() }, state);
    worker.tell.work();
    run();
  }
  stop(worker);
});

test("a dead letter can be written as JSON", () => {
  const { spawn, run } = stage();
  const letters = deadLetters();
  const worker = spawn(Worker);
  stop(worker);
  run();
  worker.tell.work();
  const letter: unknown = letters.tryRecv();
  assert.equal(JSON.parse(JSON.stringify(letter)), {
    from: null,
    to: `actor ${worker.name}`,
    message: "work",
    args: [],
    reason: "no actor",
  });
});

test.run();
