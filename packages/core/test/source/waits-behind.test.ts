/** The task behind a waiter: seen through limits and mapped sources. */
import {
  abortable,
  mapped,
  notReady,
  QueuedSource,
  type Task,
  timeout,
  type Waiter,
  waitsBehind,
} from "@mailslot/core";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

class Watched extends QueuedSource<number> {
  readonly seen: (Task | "promise" | null)[] = [];

  poll(): typeof notReady {
    return notReady;
  }

  override subscribe(waiter: Waiter<number>): void {
    this.seen.push(waitsBehind(waiter as Waiter));
    super.subscribe(waiter);
  }
}

test("a task is seen, also through limits and mapped sources", () => {
  const { go, run } = orderedStage();
  const source = new Watched();
  const waits = [
    () => source,
    () => timeout(source, 10),
    () => abortable(mapped(timeout(source, 10), String), new AbortController().signal),
  ];
  const tasks = waits.map((wait) => go(() => wait()));
  run();
  assert.equal(source.seen.length, 3);
  for (const [n, task] of tasks.entries()) assert.is(source.seen[n], task);
});

test("a promise is seen as one, and a waiter that another source may serve as none", () => {
  const source = new Watched();
  void source.then();
  const chooser: Waiter<number> = { after: null, before: null, claim: () => false, deliver() {}, fail() {} };
  source.subscribe(chooser);
  assert.equal(source.seen, ["promise", null]);
});

test.run();
