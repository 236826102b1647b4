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

spinning.run();
