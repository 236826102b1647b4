/** Modes, limits, verdicts, replay and minimizing. */

import { explore, isModelError, join, minimize, model, racy, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { words } from "../outcomes.js";

const exploration = suite("exploration");

/** Fails only if the reader runs between the writer's two stores: one preemption. */
function torn(): void {
  const pair = words(2);
  const writer = spawn(() => {
    Atomics.store(pair, 0, 1);
    Atomics.store(pair, 1, 1);
  }, "writer");
  const reader = spawn(() => {
    const second = Atomics.load(pair, 1);
    if (second !== Atomics.load(pair, 0)) throw new Error("torn");
  }, "reader");
  join(writer, reader);
}

function counters(threads: number, adds: number): () => number {
  return () => {
    const sum = words(1);
    const add = () => {
      for (let i = 0; i < adds; i++) Atomics.add(sum, 0, 1);
    };
    join(...Array.from({ length: threads }, () => spawn(add)));
    return Atomics.load(sum, 0);
  };
}

exploration("independent steps are not tried in different orders", () => {
  const report = model(() => {
    const own = words(3);
    join(...[0, 1, 2].map((at) => spawn(() => Atomics.store(own, at, Atomics.load(own, at) + 1))));
  });
  assert.is(report.executions, 1);
});

exploration("dependent steps are tried in every order, once", () => {
  assert.is(model(counters(2, 3)).executions, 20);
  assert.is(model(counters(3, 1)).executions, 6);
});

exploration("naive exploration executes every interleaving", () => {
  assert.is(model(counters(2, 3), { mode: "dfs" }).executions, 20);
});

exploration("a bound of no preemptions is a pass within that bound only, and says so", () => {
  const report = model(torn, { mode: "stateful", preemptions: 0 });
  assert.is(report.verdict, "passed");
  assert.is(report.preemptions, 0);
  assert.is(explore(torn, { mode: "stateful", preemptions: 1 }).verdict, "failed");
});

exploration("too many executions cut the exploration short, and model throws", () => {
  const report = explore(counters(2, 3), { maxExecutions: 5 });
  assert.is(report.verdict, "cut short");
  assert.is(report.complete, false);
  assert.throws(
    () => model(counters(2, 3), { maxExecutions: 5 }),
    (error: unknown) => isModelError(error) && error.code === "ERR_LOOM_INCOMPLETE",
  );
});

exploration("time cuts the exploration short", () => {
  assert.is(explore(counters(4, 6), { maxSeconds: 0 }).verdict, "cut short");
});

exploration("a schedule that is too long cuts the exploration short", () => {
  assert.match(explore(counters(2, 3), { maxSteps: 4 }).reason!, /more than 4 steps/);
});

exploration("a schedule that is too long still shows that its steps can be taken in another order", () => {
  const spinning = (): void => {
    const word = words(2);
    const reader = spawn(() => {
      const first = Atomics.load(word, 0);
      for (let i = 0; i < 60; i++) Atomics.load(word, 1);
      if (first === 1) throw new Error("the store came first");
    });
    const writer = spawn(() => Atomics.store(word, 0, 1));
    join(reader, writer);
    while (Atomics.load(word, 0) === 1);
  };
  assert.is(explore(spinning, { maxSteps: 100 }).failure?.message, "the store came first");
});

exploration("a sample is never complete", () => {
  for (const mode of ["random", "pct"] as const) {
    const report = model(counters(2, 2), { mode, maxExecutions: 50 });
    assert.is(report.verdict, "sampled");
    assert.is(report.complete, false);
    assert.is(report.executions, 50);
  }
});

exploration("the same seed draws the same schedules", () => {
  for (const mode of ["random", "pct"] as const) {
    const found = [1, 1, 2].map((seed) => explore(torn, { mode, seed }));
    assert.is(found[0]!.failure?.schedule, found[1]!.failure?.schedule);
    assert.is(found[0]!.executions, found[1]!.executions);
  }
});

exploration("a failure with more preemptions than it needs is minimized", () => {
  const noisy = (): void => {
    const pad = words(1);
    const busy = spawn(() => {
      for (let i = 0; i < 4; i++) Atomics.add(pad, 0, 1);
    }, "busy");
    torn();
    join(busy);
  };
  const found = Array.from({ length: 50 }, (_, seed) => explore(noisy, { mode: "random", seed }).failure!);
  const worst = found.reduce((left, right) => (right.preemptions > left.preemptions ? right : left));
  assert.ok(worst.preemptions > 1);
  const least = minimize(noisy, worst);
  assert.is(least.preemptions, 1);
  assert.is(explore(noisy, { replay: least.schedule }).failure?.message, "torn");
  assert.is(explore(noisy, { mode: "random", minimize: true }).failure?.preemptions, 1);
});

exploration("a schedule that does not fit the program is refused", () => {
  for (const replay of ["7", "1?2", "1!", "what"]) {
    assert.throws(
      () => explore(torn, { replay }),
      (error: unknown) => isModelError(error) && error.code === "ERR_LOOM_SCHEDULE",
    );
  }
});

exploration("a replay without a failure is a sample", () => {
  assert.is(explore(torn, { replay: "1*2 2*2" }).verdict, "sampled");
});

exploration("code under test is run far less often than schedules are executed", () => {
  const report = model(() => {
    const word = words(1);
    const store = () => {
      for (let i = 0; i < 7; i++) Atomics.store(word, 0, i);
    };
    join(spawn(store), spawn(store));
  });
  assert.is(report.executions, 3_432);
  assert.ok(report.runs < 50, `${report.runs} runs`);
});

exploration("histories are forgotten when they grow too many, without a change in the result", () => {
  const whole = model(counters(3, 2));
  const purged = model(counters(3, 2), { maxHistories: 40 });
  assert.is(purged.executions, whole.executions);
  assert.equal(purged.outcomes, whole.outcomes);
  assert.ok(purged.runs > whole.runs);
});

exploration(
  "a model with racy words is complete under the stated semantics, which leave out a seqlock's reader",
  () => {
    const seqlock = (declare: boolean) => () => {
      const word = words(3);
      if (declare) racy(word, 1, 3);
      const writer = spawn(() => {
        Atomics.store(word, 0, 1);
        for (const at of [1, 2]) if (declare) word[at] = 1;
        Atomics.store(word, 0, 2);
      });
      const before = Atomics.load(word, 0);
      const seen = declare ? [word[1], word[2]] : [];
      const valid = before === Atomics.load(word, 0) && before % 2 === 0;
      join(writer);
      return valid ? seen : "again";
    };
    const report = model(seqlock(true));
    assert.is(report.verdict, "passed");
    assert.match(report.extent, /^complete under the stated semantics: .*seqlock/);
    assert.is(model(seqlock(false)).extent, "complete");
    assert.match(model(seqlock(true), { mode: "stateful", preemptions: 1 }).extent, /semantics within 1 preemptions: /);
    assert.is(explore(torn).extent, "not complete: a failure was found");
  },
);

/** The writer fails at once; the reader sees the word before or after. */
function failing(): number {
  const word = words(2);
  const writer = spawn(() => {
    Atomics.store(word, 0, 1);
    if (Atomics.load(word, 1) === 0) throw new Error("early");
  });
  const reader = spawn(() => Atomics.store(word, 1, 1 + Atomics.load(word, 0)));
  join(writer, reader);
  return Atomics.load(word, 1);
}

exploration("going on after failures, every mode finds all outcomes", () => {
  for (const mode of ["dpor", "stateful", "dfs"] as const) {
    const { outcomes, complete } = explore(failing, { mode, keepGoing: true });
    assert.equal([...outcomes.keys()].sort(), ["!assertion", "1", "2"]);
    assert.is(complete, true);
  }
});

exploration("a failure found on the way is the verdict, however the exploration goes on", () => {
  const always = (): void => {
    throw new Error("always");
  };
  for (const body of [always, failing]) {
    for (const mode of ["dpor", "stateful", "dfs"] as const) {
      const report = explore(body, { mode, keepGoing: true });
      assert.is(report.verdict, "failed");
      assert.is(report.failure?.kind, "assertion");
      assert.is(report.complete, true);
      assert.is(explore(body, { replay: report.failure!.schedule }).failure?.kind, "assertion");
    }
    assert.throws(() => model(body, { keepGoing: true }), /always|early/);
  }
});

exploration.run();
