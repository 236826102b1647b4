/** Every kind of failure, what it says, and that its schedule replays. */

import {
  choose,
  explore,
  invariant,
  isModelError,
  join,
  label,
  ModelFailure,
  model,
  note,
  spawn,
} from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, words } from "../outcomes.js";

const failures = suite("failures");

failures("an error thrown in any thread is an assertion that fails, with the error as its cause", () => {
  const error = new TypeError("no such thing");
  const { failure } = explore(() => {
    spawn(() => {
      throw error;
    }, "thrower");
  });
  assert.is(failure!.kind, "assertion");
  assert.is(failure!.thread, "1");
  assert.is(failure!.cause, error);
});

failures("the model throws a ModelFailure that shows the steps and keeps the cause", () => {
  try {
    model(() => {
      throw new Error("broken");
    });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, ModelFailure);
    assert.ok(isModelError(error));
    assert.is((error as ModelFailure).code, "ERR_LOOM_FAILURE");
    assert.is(((error as ModelFailure).cause as Error).message, "broken");
  }
});

failures("two locks taken in different order are a deadlock", () => {
  const take = (lock: Int32Array, at: number): void => {
    while (Atomics.compareExchange(lock, at, 0, 1) !== 0) Atomics.wait(lock, at, 1);
  };
  const message = failureMessage(() => {
    const locks = words(2);
    const both = (first: number) => () => {
      take(locks, first);
      take(locks, 1 - first);
      for (const at of [0, 1]) {
        Atomics.store(locks, at, 0);
        Atomics.notify(locks, at);
      }
    };
    join(spawn(both(0), "left"), spawn(both(1), "right"));
  }, "deadlock");
  assert.match(message, /left is in Atomics\.wait; right is in Atomics\.wait/);
});

failures("an invariant over two words is checked between any two steps", () => {
  const body = (withdrawFirst: boolean) => () => {
    const accounts = words(2);
    Atomics.store(accounts, 0, 5);
    invariant("no more than there was", () => Atomics.load(accounts, 0) + Atomics.load(accounts, 1) <= 5);
    const move = spawn(() => {
      if (withdrawFirst) Atomics.sub(accounts, 0, 2);
      Atomics.add(accounts, 1, 2);
      if (!withdrawFirst) Atomics.sub(accounts, 0, 2);
    });
    join(move);
  };
  assert.is(explore(body(true)).verdict, "passed");
  assert.match(failureMessage(body(false), "invariant"), /"no more than there was" returned false/);
});

failures("an invariant makes writes to its words depend on each other", () => {
  const body = () => {
    const pair = words(2);
    invariant("not both", () => pair[0] === 0 || pair[1] === 0);
    const set = (at: number) => () => {
      Atomics.store(pair, at, 1);
      Atomics.store(pair, at, 0);
    };
    join(spawn(set(0)), spawn(set(1)));
  };
  for (const mode of ["dpor", "stateful", "dfs"] as const) failureMessage(body, "invariant", { mode });
});

for (const [name, chance] of [
  ["Math.random", () => Math.random()],
  ["Date", () => Date.now()],
  ["Date", () => new Date().getDay()],
  ["performance.now", () => performance.now()],
] as const) {
  failures(`calling ${name} is non-determinism`, () => {
    assert.match(
      failureMessage(() => void chance(), "non-determinism"),
      new RegExp(`called ${name}.*choose\\(\\)`),
    );
  });
}

failures("a date made from a given time is deterministic", () => {
  assert.equal(
    outcomesOf(() => new Date(5).getTime()),
    ["5"],
  );
});

failures("module state that changes from one execution to the next is non-determinism", () => {
  let executions = 0;
  const message = failureMessage(() => {
    const word = words(4);
    Atomics.store(word, executions++ % 4, 1);
    Atomics.load(word, 0);
  }, "non-determinism");
  assert.match(message, /main did something else.*changed module state/);
});

failures("catching the suspension is a failure that says so", () => {
  const message = failureMessage(() => {
    try {
      return Atomics.load(words(1), 0);
    } catch {
      return 0;
    }
  }, "swallowed suspension");
  assert.match(message, /Catch only errors that you know/);
});

failures("wrapping the suspension is one, too", () => {
  failureMessage(() => {
    try {
      return Atomics.load(words(1), 0);
    } catch (cause) {
      throw new Error("wrapped", { cause });
    }
  }, "swallowed suspension");
});

const outside = new Int32Array(new SharedArrayBuffer(4));

failures("shared memory from outside the model is refused, through Atomics and through views", () => {
  assert.match(
    failureMessage(() => Atomics.load(outside, 0), "bypass"),
    /Atomics\.load on a SharedArrayBuffer that was made outside/,
  );
  assert.match(
    failureMessage(() => new Uint8Array(outside.buffer), "bypass"),
    /made a Uint8Array/,
  );
});

failures("an async thread is refused with a hint", () => {
  assert.match(
    failureMessage(async () => undefined, "unsupported"),
    /waitAsync\(\.\.\.\)\.value\.then/,
  );
});

failures("what belongs into a model says so outside", () => {
  for (const call of [() => spawn(() => 0), () => choose(2), () => note("x"), () => join({ name: "", label: "1" })]) {
    assert.throws(call, (error: unknown) => isModelError(error) && error.code === "ERR_LOOM_OUTSIDE");
  }
});

failures("a model inside a model is refused", () => {
  assert.match(
    failureMessage(() => model(() => undefined), "assertion"),
    /started inside a model/,
  );
});

failures("label, racy and choose check what they are given", () => {
  const argument = (call: () => unknown): RegExp => {
    const { failure } = explore(() => {
      call();
    });
    assert.is((failure!.cause as { code: string }).code, "ERR_LOOM_ARGUMENT");
    return new RegExp(failure!.message);
  };
  argument(() => label(new Int32Array(4), "local", 0));
  argument(() => choose(0));
  argument(() => spawn(undefined as unknown as () => void));
});

failures.run();
