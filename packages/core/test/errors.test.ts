/** Errors: their codes and brands, and what they say to those who use the package wrongly. */
import {
  CancelledError,
  ClosedError,
  channel,
  FullError,
  fromPromise,
  go,
  isMailslotError,
  LaggedError,
  MailslotError,
  oneshot,
  sleep,
  TimeoutError,
  UnhandledTaskError,
  UsageError,
  yieldNow,
} from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("every error has its code, its name and the brand", () => {
  const errors = [
    [new ClosedError("m", 1), "ClosedError", "ERR_MAILSLOT_CLOSED"],
    [new FullError("m", 1), "FullError", "ERR_MAILSLOT_FULL"],
    [new CancelledError("m"), "CancelledError", "ERR_MAILSLOT_CANCELLED"],
    [new TimeoutError("m"), "TimeoutError", "ERR_MAILSLOT_TIMEOUT"],
    [new LaggedError("m", 3), "LaggedError", "ERR_MAILSLOT_LAGGED"],
    [new UnhandledTaskError("m", 1), "UnhandledTaskError", "ERR_MAILSLOT_UNHANDLED"],
    [new UsageError("ERR_MAILSLOT_ARGUMENT", "m"), "UsageError", "ERR_MAILSLOT_ARGUMENT"],
  ] as const;
  for (const [error, name, code] of errors) {
    assert.instance(error, MailslotError);
    assert.instance(error, Error);
    assert.is(error.name, name);
    assert.is(error.code, code);
    assert.ok(isMailslotError(error));
    assert.is(String(error), `${name}: m`);
  }
});

test("the base class has a name of its own, and lends a class without one that of the class", () => {
  class Derived extends MailslotError {}
  const [base, derived] = [MailslotError, Derived].map((Class) => new Class("ERR_MAILSLOT_CLOSED", "m"));
  assert.equal([base?.name, derived?.name], ["MailslotError", "Derived"]);
});

test("other errors, and values that are not errors, are not of this package", () => {
  for (const value of [new Error("no"), null, undefined, "text", 7, {}]) assert.not(isMailslotError(value));
});

test("the brand does not show when an error is printed or copied", () => {
  assert.equal(Object.keys(new TimeoutError("m")), ["code"]);
});

test("a cancellation without a reason has no cause", () => {
  assert.not("cause" in new CancelledError("m"));
  assert.is(new CancelledError("m", 0).cause, 0);
});

/** The error that ends a task with this body. */
function failureOf(body: () => Generator<unknown, unknown, unknown>): Error & { code?: string } {
  const { go, run } = stage();
  const task = go(body as never, { name: "careless" });
  const watcher = go(() => task.outcome());
  run();
  return (watcher.poll() as { error: Error }).error;
}

test("a yield without its star names the operation and says what to write", () => {
  const error = failureOf(function* () {
    yield channel({ name: "jobs" }).recv();
  });
  assert.is(error.code, "ERR_MAILSLOT_NOT_AN_OPERATION");
  assert.is(error.message, 'task careless yielded recv on channel jobs without a star: write "yield* …"');
});

test("a body may catch the error of a forgotten star, and go on", () => {
  const { go, run } = stage();
  const codes: unknown[] = [];
  const task = go(function* () {
    for (const operation of [yieldNow(), sleep(1), oneshot()]) {
      try {
        yield operation;
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
    }
    yield* yieldNow();
    return codes.length;
  } as () => Generator<never, number>);
  run();
  assert.is(task.poll(), 3);
});

test("a body that catches the error of a forgotten star for ever is not looked at for ever", () => {
  const error = failureOf(function* () {
    try {
      yield 1;
    } catch {
      yield 2;
    }
  });
  assert.match(error.message, "yielded 2");
});

test("a promise that is yielded is told to be wrapped", () => {
  const error = failureOf(function* () {
    yield Promise.resolve(1);
  });
  assert.is(error.code, "ERR_MAILSLOT_NOT_AN_OPERATION");
  assert.is(
    error.message,
    "task careless yielded [object Promise], which is not an operation: " +
      'write "yield* …" with one, such as fromPromise(promise)',
  );
});

test("a body that yields anything else is told what it was, whatever that is", () => {
  const junk = [undefined, null, 7, 7n, "text", {}, [1], Symbol("s"), Object.create(null)];
  const shown = junk.map((each) => {
    const error = failureOf(function* () {
      yield each;
    });
    assert.is(error.code, "ERR_MAILSLOT_NOT_AN_OPERATION");
    return /^task careless yielded (.*), which is not an operation/.exec(error.message)?.[1];
  });
  assert.equal(shown, [
    ...["undefined", "null", "7", "7n", '"text"', "[object Object]", "[object Array]", "Symbol(s)"],
    "[object Object]",
  ]);
});

test("yield* outside a task says what was waited for, and what to do", () => {
  function* lost() {
    yield* channel<number>({ name: "jobs" }).recv();
  }
  for (const operation of [sleep(1), yieldNow(), oneshot(), channel().send(1), fromPromise(Promise.resolve())]) {
    const error = thrown(() => (operation as unknown as Iterator<unknown>).next());
    assert.is(error.code, "ERR_MAILSLOT_OUTSIDE_TASK");
  }
  const error = thrown(() => lost().next());
  assert.is(error.message, "yield* recv on channel jobs outside a task: start it with go(), or await it here");
});

test("yield* in an async body's own generator, after an await, is outside every task", async () => {
  const error = await go(async () => {
    await null;
    return thrown(() => [...(sleep(1) as unknown as Iterable<unknown>)]);
  });
  assert.is(error.code, "ERR_MAILSLOT_OUTSIDE_TASK");
});

test("errors keep their names where a minifier has shortened those of the classes", () => {
  for (const Class of [ClosedError, FullError, CancelledError, TimeoutError, LaggedError, UnhandledTaskError]) {
    const { name } = Class;
    Object.defineProperty(Class, "name", { value: "a", configurable: true });
    const error = new Class("m", 1 as never);
    Object.defineProperty(Class, "name", { value: name, configurable: true });
    assert.is(error.name, name);
  }
});

test("yield* over a list says that it waits for one operation", () => {
  const own = stage();
  const task = own.go(function* work() {
    yield* [sleep(1)] as unknown as Iterable<never>;
  });
  const after = own.go(() => "ran");
  own.run();
  const error = thrown(() => task.poll());
  assert.is(error.code, "ERR_MAILSLOT_NOT_AN_OPERATION");
  assert.match(error.message, /^task work waited with yield\* for an iterable, which gave/);
  assert.is(after.poll(), "ran");
});

test.run();
