/** Task-local values. */
import { go, type Task, taskLocal, yieldNow } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a task-local value is the default until it is set, and everywhere outside tasks", () => {
  const { go, run } = stage();
  const user = taskLocal("user", "nobody");
  const seen = go(() => user.get());
  run();
  assert.is(user.get(), "nobody");
  assert.is(seen.poll(), "nobody");
});

test("a task inherits what its spawner had at that moment", () => {
  const { go, run } = stage();
  const user = taskLocal("user", "nobody");
  const seen: string[] = [];
  go(function* () {
    user.set("ada");
    go(() => void seen.push(user.get()));
    user.set("grace");
    go(() => void seen.push(user.get()));
    yield* yieldNow();
    seen.push(user.get());
  });
  run();
  assert.equal(seen.sort(), ["ada", "grace", "grace"]);
});

test("what a task sets reaches neither its spawner nor its siblings", () => {
  const { go, run } = stage();
  const user = taskLocal("user", "nobody");
  const seen = go(function* () {
    user.set("ada");
    const child = go(() => user.set("eve"));
    yield* child;
    const sibling = go(() => user.get());
    return [user.get(), yield* sibling];
  });
  run();
  assert.equal(seen.poll(), ["ada", "ada"]);
});

test("many values, set in turn and inherited at every point, cost each set the copying of a few", () => {
  const { go, run } = orderedStage();
  const many = Array.from({ length: 1_000 }, (_, n) => taskLocal(`value ${n}`, -1));
  const seen: number[] = [];
  const read = (set: number) => () => {
    for (const n of [0, set - 1, set]) seen.push(many[n]?.get() ?? -1);
  };
  let copied = 0;
  const { set } = Map.prototype;
  Map.prototype.set = function (key, value) {
    copied++;
    return set.call(this, key, value);
  };
  try {
    go(() => {
      for (const [n, local] of many.entries()) {
        local.set(n);
        go(read(n + 1));
      }
    });
    run();
  } finally {
    Map.prototype.set = set;
  }
  assert.ok(copied < 20 * many.length, `${copied} values were copied`);
  assert.equal(
    seen,
    many.flatMap((_, n) => [0, n, -1]),
  );
});

test("a value that is set again and again takes the place of the one before", () => {
  const { go, run } = stage();
  const [one, two] = [taskLocal("one", 0), taskLocal("two", 0)];
  const seen = go(() => {
    for (let n = 1; n <= 100; n++) {
      one.set(n);
      if (n % 7 === 0) two.set(n);
    }
    return [one.get(), two.get()];
  });
  run();
  assert.equal(seen.poll(), [100, 98]);
});

test("two task-local values of the same name are two", () => {
  const { go, run } = stage();
  const one = taskLocal("n", 1);
  const two = taskLocal("n", 2);
  const seen = go(() => {
    one.set(10);
    return [one.get(), two.get()];
  });
  run();
  assert.equal(seen.poll(), [10, 2]);
});

test("an async body reads and sets its values through the task it was given", async () => {
  const user = taskLocal("user", "nobody");
  const seen = await go(async (self) => {
    user.set("ada");
    await null;
    const after = [user.get(), user.get(self)];
    user.set("grace", self);
    return [...after, user.get(self)];
  });
  assert.equal(seen, ["nobody", "ada", "grace"]);
});

test("a value can be read from outside, through the task", () => {
  const { go, run } = stage();
  const step = taskLocal("step", 0);
  const task: Task = go(function* () {
    step.set(2);
    yield* yieldNow();
  });
  run();
  assert.is(step.get(task), 2);
});

test("setting a value outside every task is an error that says what to do", () => {
  const user = taskLocal("user", "nobody");
  const error = thrown(() => user.set("ada"));
  assert.is(error.code, "ERR_MAILSLOT_OUTSIDE_TASK");
  assert.match(error.message, "task-local user is set outside a task");
  assert.match(error.message, "give the task as second argument");
});

test("a task spawned on another scheduler inherits, too", () => {
  const here = stage("here");
  const there = stage("there");
  const user = taskLocal("user", "nobody");
  const seen = here.go(function* () {
    user.set("ada");
    return yield* go(() => user.get(), { scheduler: there.scheduler });
  });
  here.run();
  there.run();
  here.run();
  assert.is(seen.poll(), "ada");
});

test.run();
