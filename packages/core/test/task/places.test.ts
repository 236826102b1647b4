/** A task is in exactly one place: runnable in one queue or the slot, running, waiting for one source, or ended. */
import { channel, counters, dump, notReady, Source, type Waiter, yieldNow } from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("at every tick, each live task but the running one is runnable in one queue, or waits", () => {
  const { go, run, scheduler } = orderedStage("stage", { slotCap: 1, budget: 3 });
  const messages = channel<number>(2);
  let checks = 0;
  const check = (): void => {
    const { live, depth } = counters(scheduler);
    const tasks = dump(scheduler);
    const runnable = depth.slot + depth.queue + depth.io;
    assert.is(tasks.length, live);
    assert.is(tasks.filter(({ status }) => status === "runnable").length, runnable);
    assert.is(tasks.filter(({ status }) => status === "running").length, 1);
    checks++;
  };
  for (let n = 0; n < 8; n++) {
    const sender = go(function* () {
      for (let m = 0; m < 20; m++) {
        check();
        yield* messages.send(m);
        if (m % 5 === n % 5) yield* yieldNow();
      }
    });
    go(function* () {
      for (let m = 0; m < 18; m++) {
        check();
        yield* messages.recv();
      }
      sender.cancel();
    });
  }
  run();
  assert.ok(checks > 200);
});

test("the development build notices a source that completes one wait twice", () => {
  class Twice extends Source<number> {
    waiter: Waiter<number> | null = null;
    poll(): typeof notReady {
      return notReady;
    }
    subscribe(waiter: Waiter<number>): void {
      this.waiter = waiter;
    }
    unsubscribe(): void {}
  }
  const source = new Twice();
  const { go, run } = stage();
  go(() => source);
  run();
  source.waiter?.deliver(1);
  const isDevelopment = import.meta.resolve("@mailslot/core").includes("/development/");
  if (isDevelopment) assert.throws(() => source.waiter?.deliver(2), /invariant/);
  run();
});

test.run();
