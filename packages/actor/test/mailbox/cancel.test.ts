/** Tells, and the cancellation of whoever tells: what has been delivered is said to be. */
import { defineActor } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage, stage } from "../stage.js";

const BUDGET = 4;

for (const [what, mailbox] of Object.entries({ plain: undefined, bounded: { capacity: 1_000 } })) {
  test(`a complete tell returns, though its task was cancelled while it gave way out of budget: ${what} mailbox`, () => {
    const { spawn, go, run } = stage("tell", { budget: BUDGET });
    let handled = 0;
    const lines: string[] = [];
    const Counter = defineActor("counter", {
      receive: { count: () => void handled++ },
      ...(mailbox === undefined ? {} : { mailbox }),
    });
    const counter = spawn(Counter);
    const task = go(function* () {
      for (let n = 1; n <= BUDGET; n++) yield* counter.tell.count();
      go(() => task.cancel());
      yield* counter.tell.count();
      lines.push("told");
      yield* sleep(1);
      lines.push("slept");
    });
    run();
    assert.is(handled, BUDGET + 1);
    assert.equal(lines, ["told"]);
    assert.is(task.status, "cancelled");
  });
}

test("a tell that waits for room returns once it was let in, though its task is cancelled before it goes on", () => {
  const { spawn, go, run, loop } = orderedStage();
  const lines: string[] = [];
  const Slow = defineActor("slow", {
    mailbox: { capacity: 1 },
    receive: {
      *work() {
        yield* sleep(1);
      },
    },
  });
  const slow = spawn(Slow);
  const task = go(function* () {
    for (let n = 0; n < 3; n++) yield* slow.tell.work();
    lines.push("told");
    yield* sleep(100);
    lines.push("slept");
  });
  run();
  assert.equal(lines, []);
  go(function* () {
    yield* sleep(1);
    task.cancel(); // the last was let in at the same moment
  });
  run();
  loop.advance(50);
  assert.equal(lines, ["told"]);
  assert.is(task.status, "cancelled");
});

test.run();
