// runs under Node alone: it makes another realm with node:vm.
/** Steps: what counts as a generator that was called, and generators of other realms. */
import { runInNewContext } from "node:vm";
import { channel, go as goOnHost, oneshot, StacklessTask, type Steps } from "@mailslot/core";
import { drive, isSteps } from "@mailslot/core/engine";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

type Realm = <T>(operation: T) => Steps<T extends PromiseLike<infer V> ? V : never>;
const foreign: Realm = runInNewContext("(function* (operation) { return yield* operation; })");

/** What compilers make of a generator function for old targets: the methods, and no class of its own. */
function compiled<T>(steps: Steps<T>): Steps<T> {
  const made = {
    next: () => steps.next(undefined),
    throw: (error: unknown) => steps.throw(error),
    return: (value: T) => steps.return(value),
    [Symbol.iterator]: () => made,
  };
  return made as never;
}

test("a generator that was called is steps, of whatever realm or compiler", () => {
  const answer = oneshot<number>();
  for (const steps of [drive(answer), foreign(answer), compiled(drive(answer))]) assert.ok(isSteps(steps));
});

test("operations, iterators, asynchronous generators and plain values are not steps", () => {
  async function* later(): AsyncGenerator<number> {
    yield 1;
  }
  for (const value of [oneshot(), [1][Symbol.iterator](), later(), () => {}, null, undefined, "text", { throw() {} }]) {
    assert.not(isSteps(value));
  }
});

for (const [kind, make] of [
  ["of another realm", foreign],
  ["that a compiler made", (operation: never) => compiled(drive(operation))],
] as const) {
  test(`a body that is a generator ${kind} waits, goes on and ends the task`, () => {
    const { go, run } = stage();
    const answer = oneshot<number>();
    const task = go(() => (make as Realm)(answer));
    run();
    assert.is(task.status, "waiting");
    answer.send(7);
    run();
    assert.equal(task.outcome().poll(), { status: "completed", value: 7 });
  });

  test(`a body that is a generator ${kind} is cancelled at its wait`, () => {
    const { go, run } = stage();
    const task = go(() => (make as Realm)(channel<number>().recv()));
    run();
    task.cancel("enough");
    run();
    assert.equal(task.outcome().poll(), { status: "cancelled", reason: "enough" });
  });

  test(`a stackless task runs steps ${kind}`, () => {
    const { run, scheduler } = stage();
    const answer = oneshot<number>();
    class Asker extends StacklessTask<unknown> {
      override react(): void {
        this.runSteps((make as Realm)(answer));
      }
      override returned(value: unknown): void {
        this.complete(value);
      }
      override threw(error: unknown): void {
        this.reject(error);
      }
    }
    const asker = new Asker({}, scheduler);
    asker.wake();
    run();
    answer.send(7);
    run();
    assert.is(asker.poll(), 7);
  });
}

test("an asynchronous generator as a body is a value, as objects are", async () => {
  async function* later(): AsyncGenerator<number> {
    yield 1;
  }
  const made = later();
  assert.is(await goOnHost(() => made), made);
});

test.run();
