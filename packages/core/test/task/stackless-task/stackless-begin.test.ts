/** How stackless tasks begin, and what stops their steps. */
import { type Scheduler, StacklessTask, type Steps, sleep } from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

class Reacting extends StacklessTask {
  readonly log: string[];
  readonly word: string;

  constructor(word: string, log: string[], scheduler: Scheduler) {
    super({}, scheduler);
    this.word = word;
    this.log = log;
  }

  override react(): void {
    this.log.push(this.word);
    this.complete();
  }
  override returned(): void {}
  override threw(): void {}
}

test("tasks that begin inside a task run in the order in which they began, after those that are runnable", () => {
  const { go, loop, scheduler } = orderedStage();
  const log: string[] = [];
  go(function* () {
    go(() => void log.push("spawned before"));
    for (const word of ["first", "second", "third"]) new Reacting(word, log, scheduler).begin();
    log.push("the task itself");
    yield* sleep(1);
  });
  loop.advance(1);
  assert.equal(log, ["the task itself", "spawned before", "first", "second", "third"]);
});

test("a task that has begun does not begin again", () => {
  const { loop, scheduler } = stage();
  const log: string[] = [];
  const task = new Reacting("once", log, scheduler);
  task.begin();
  task.begin();
  task.wake();
  loop.advance(0);
  task.begin();
  loop.advance(0);
  assert.equal(log, ["once"]);
});

test("a class may give cancel a meaning of its own, and stop its steps all the same", () => {
  const { loop, scheduler } = stage();
  const log: string[] = [];
  class Waiting extends StacklessTask {
    override react(): void {
      if (!this.runSteps(this.steps())) return;
    }
    *steps(): Steps<void> {
      yield* sleep(1_000);
    }
    override cancel(reason?: unknown): void {
      log.push(`told to end: ${reason}`);
      this.stopSteps(reason);
    }
    override returned(): void {}
    override threw(error: unknown): void {
      log.push((error as Error).name);
      this.complete();
    }
  }
  const task = new Waiting({}, scheduler);
  task.begin();
  loop.advance(0);
  task.cancel("now");
  loop.advance(0);
  assert.equal(log, ["told to end: now", "CancelledError"]);
});

test.run();
