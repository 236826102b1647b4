/** Spin loops: Atomics.pause makes endless ones finite, and shows pure livelock. */

import { explore, join, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, pause, words } from "../outcomes.js";

const spinning = suite("spinning");

spinning("an endless spin loop with pause is finite", () => {
  const report = explore(() => {
    const word = words(2);
    const writer = spawn(() => {
      word[1] = 7;
      Atomics.store(word, 0, 1);
    });
    while (Atomics.load(word, 0) === 0) pause();
    join(writer);
    return word[1];
  });
  assert.is(report.verdict, "passed");
  assert.equal([...report.outcomes.keys()], ["7"]);
});

spinning("a loop that spins for a write that no thread will make is a livelock", () => {
  const message = failureMessage(() => {
    const word = words(1);
    while (Atomics.load(word, 0) === 0) pause();
  }, "livelock");
  assert.match(message, /main spins/);
});

spinning("two threads that wait for each other by spinning are a livelock", () => {
  failureMessage(() => {
    const word = words(2);
    const visit = (own: number) => () => {
      while (Atomics.load(word, 1 - own) === 0) pause();
      Atomics.store(word, own, 1);
    };
    join(spawn(visit(0)), spawn(visit(1)));
  }, "livelock");
});

spinning("a loop that gives up after some rounds is explored with every number of rounds", () => {
  const outcomes = outcomesOf(() => {
    const word = words(1);
    spawn(() => void Atomics.store(word, 0, 1));
    for (let round = 0; round < 3; round++) {
      if (Atomics.load(word, 0) === 1) return round;
      pause();
    }
    return "gave up";
  });
  assert.equal(outcomes, ['"gave up"', "0", "1", "2"]);
});

spinning("a spin lock by compare-exchange is finite", () => {
  const outcomes = outcomesOf(() => {
    const lock = words(2);
    const guarded = () => {
      while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) pause();
      lock[1]!++;
      Atomics.store(lock, 0, 0);
    };
    join(spawn(guarded), spawn(guarded));
    return lock[1];
  });
  assert.equal(outcomes, ["2"]);
});

spinning("a spin loop without pause is cut short, which is not a pass", () => {
  const report = explore(
    () => {
      const word = words(1);
      while (Atomics.load(word, 0) === 0);
    },
    { maxSteps: 100 },
  );
  assert.is(report.verdict, "cut short");
  assert.match(report.reason!, /more than 100 steps.*does a loop spin without pause/);
});

spinning("a spin lock by exchange is finite: storing the value that is there changes nothing", () => {
  const outcomes = outcomesOf(() => {
    const lock = words(2);
    const guarded = () => {
      while (Atomics.exchange(lock, 0, 1) !== 0) pause();
      lock[1]!++;
      Atomics.store(lock, 0, 0);
    };
    join(spawn(guarded), spawn(guarded), spawn(guarded));
    return lock[1];
  });
  assert.equal(outcomes, ["3"]);
});

const SAME: readonly (readonly [string, (lock: Int32Array) => number])[] = [
  ["or", (lock) => Atomics.or(lock, 0, 1)],
  ["and", (lock) => 1 - Atomics.and(lock, 0, -2)],
  ["add of nothing", (lock) => Atomics.add(lock, 0, 0)],
  ["compareExchange with the same value", (lock) => Atomics.compareExchange(lock, 0, 1, 1)],
];

for (const [name, look] of SAME) {
  spinning(`a loop that spins by ${name} is finite`, () => {
    const outcomes = outcomesOf(() => {
      const lock = words(1);
      const isAnd = name === "and";
      Atomics.store(lock, 0, isAnd ? 0 : 1);
      const opener = spawn(() => Atomics.store(lock, 0, isAnd ? 1 : 0));
      while (look(lock) !== 0) pause();
      join(opener);
      return "passed the lock";
    });
    assert.equal(outcomes, ['"passed the lock"']);
  });
}

spinning("a loop that pauses several times in a round is finite", () => {
  const outcomes = outcomesOf(() => {
    const lock = words(2);
    const guarded = () => {
      while (Atomics.exchange(lock, 0, 1) !== 0) for (let i = 0; i < 3; i++) pause();
      lock[1]!++;
      Atomics.store(lock, 0, 0);
    };
    join(spawn(guarded), spawn(guarded));
    return lock[1];
  });
  assert.equal(outcomes, ["2"]);
});

spinning("a spin lock by exchange whose owner never lets go is a livelock", () => {
  const message = failureMessage(() => {
    const lock = words(1);
    const take = () => {
      while (Atomics.exchange(lock, 0, 1) !== 0) pause();
    };
    join(spawn(take, "first"), spawn(take, "second"));
  }, "livelock");
  assert.match(message, /spins/);
});

spinning.run();
