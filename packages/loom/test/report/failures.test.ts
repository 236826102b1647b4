/** Every kind of failure, what it says, and that its schedule replays. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
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

failures("wrapping the suspension is a failure, too", () => {
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

failures("functions of a model fail outside a model, and say so", () => {
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

failures("the rejected promise of an async function that a thread calls ends nothing", async () => {
  const file = fileURLToPath(new URL("../runners/dropped-promise.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  assert.is(stderr, "");
  assert.is(stdout, "passed\nswallowed suspension\n");
  assert.is(status, 0);
});

const CapturedInt32Array = Int32Array;
class Words extends Int32Array<SharedArrayBuffer> {}
class Numbers extends Int32Array {}

failures("a typed array by a constructor that was taken before the model is a bypass", () => {
  const message = failureMessage(() => {
    const taken = new CapturedInt32Array(new SharedArrayBuffer(4));
    join(spawn(() => void (taken[0] = 1)));
  }, "bypass");
  assert.match(message, /before the model/);
});

failures("a subclass of a typed array is a bypass, wherever it was declared", () => {
  failureMessage(() => void new Words(new SharedArrayBuffer(4)), "bypass");
  failureMessage(() => {
    class Inner extends Int32Array<SharedArrayBuffer> {}
    return new Inner(new SharedArrayBuffer(4)).length;
  }, "bypass");
  failureMessage(() => {
    class Inner extends DataView<SharedArrayBuffer> {}
    return new Inner(new SharedArrayBuffer(4)).byteLength;
  }, "bypass");
});

failures("a subclass of a typed array over memory of one thread is the real one", () => {
  const { verdict, outcomes } = explore(() => {
    class Inner extends Int32Array {
      sum(): number {
        return this.reduce((left, right) => left + right, 0);
      }
    }
    return [new Inner([1, 2]).sum(), new Numbers(3).length, Int32Array.from([4]).length];
  });
  assert.is(verdict, "passed");
  assert.equal([...outcomes.keys()], ["[3,3,1]"]);
});

for (const [name, body] of [
  ["the model", async () => void Atomics.load(words(1), 0)],
  ["a thread", () => join(spawn(async () => void Atomics.load(words(1), 0), "late"))],
  ["a thread that awaits", () => join(spawn(async () => void (await Promise.resolve()), "late"))],
  [
    "a thread that throws",
    () =>
      join(
        spawn(async () => {
          throw new Error("late");
        }),
      ),
  ],
] as const) {
  failures(`an async function as ${name} is refused, and its rejection ends nothing`, async () => {
    let rejections = 0;
    const count = (): void => void rejections++;
    process.on("unhandledRejection", count);
    const message = failureMessage(body, "unsupported");
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    process.off("unhandledRejection", count);
    assert.match(message, /returned a promise/);
    assert.is(rejections, 0);
  });
}

failures.run();
