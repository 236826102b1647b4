/** Steps that `react` abandons in the tick in which it has entered them, wherever that has left the task. */
import { type Channel, channel, type Steps, yieldNow } from "@mailslot/core";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Recorder } from "./recorder.js";

type Numbers = Channel<number>;

/** What leaves the steps where they are abandoned. */
const waits: Record<string, (numbers: Numbers) => Steps<unknown>> = {
  *"wait for a source"(numbers) {
    yield* numbers.recv();
  },
  *"were just delivered to"(numbers) {
    yield* numbers.recv(); // `react` sends
  },
  *"gave way by themselves"() {
    yield* yieldNow();
  },
  *"are out of budget"(numbers) {
    for (let n = 0; n < 4; n++) yield* numbers.send(n);
  },
};

/** How `react` goes on. The steps that it runs then are those of a task that never had others. */
const ways: Record<string, [(task: Recorder) => void, seen: unknown[], status: string]> = {
  "end with a value": [(task) => task.complete("done"), ["react"], "completed"],
  "end with an error": [(task) => task.reject("broken"), ["react"], "failed"],
  "be idle": [(task) => task.idle(), ["react"], "waiting"],
  "be idle, and be woken at once": [
    (task) => {
      task.idle();
      task.wake();
    },
    ["react", "react"],
    "waiting",
  ],
  "go to the back of the queue": [(task) => task.again(), ["react", "react"], "waiting"],
  "run others": [(task) => task.runSteps(others()), ["react", "others", ["left", 7], "react"], "waiting"],
};
let seen: unknown[] = [];
function* others(): Steps<number> {
  yield* yieldNow();
  seen.push("others");
  return 7;
}

/** Tasks beside it in the run queue, which is a list. */
const places: Record<string, readonly ("before" | "behind")[]> = {
  "in an empty queue": [],
  "in a queue before others": ["behind", "behind"],
  "in a queue among others": ["before", "before", "behind"],
};

for (const [how, steps] of Object.entries(waits))
  for (const [place, neighbours] of Object.entries(places))
    for (const [then, [goOn, expected, status]] of Object.entries(ways)) {
      test(`react may abandon steps that ${how} ${place}, and ${then}`, () => {
        const on = stage("stage", { budget: 2 });
        const { task, others } = enter(on, how, steps, neighbours, goOn);
        on.run();
        assert.equal(task.seen, expected);
        assert.is(task.status, status);
        assert.is(others.length, neighbours.length);
        assert.equal(on.unhandled, status === "failed" ? ["broken"] : []);
      });
    }

function enter(
  on: Stage,
  how: string,
  steps: (numbers: Numbers) => Steps<unknown>,
  neighbours: readonly string[],
  goOn: (task: Recorder) => void,
): { task: Recorder; others: string[] } {
  const numbers = channel<number>();
  const others: string[] = [];
  const spawn = (where: string) => {
    for (const each of neighbours) if (each === where) on.go(() => void others.push(where));
  };
  const task = new Recorder(on.scheduler);
  seen = task.seen;
  function* watched(): Steps<unknown> {
    try {
      return yield* steps(numbers);
    } finally {
      task.seen.push("resumed");
    }
  }
  task.todo.push(() => {
    spawn("before");
    task.runSteps(watched());
    if (how === "were just delivered to") numbers.send(1);
    spawn("behind");
    task.abandon();
    if (task.inSteps) task.seen.push("still in steps");
    goOn(task);
  });
  task.wake();
  return { task, others };
}

for (const times of [1, 2, 3]) {
  test(`steps that abandon themselves ${times} times are forgotten at their next wait, without their finally`, () => {
    const on = stage();
    const task = new Recorder(on.scheduler);
    const log: string[] = [];
    task.start(function* () {
      try {
        yield* yieldNow();
        for (let n = 0; n < times; n++) task.abandon();
        log.push("runs on");
        yield* yieldNow();
        log.push("was resumed");
      } finally {
        log.push("finally");
      }
    });
    on.run();
    assert.equal([log, task.inSteps, task.seen], [["runs on"], false, ["react", "react"]]);
    task.wake();
    on.run();
    assert.equal(task.seen, ["react", "react", "react"]);
  });
}

test.run();
