/** Threads have JavaScript state of their own, as of their spawn, and share nothing but memory. */

import { choose, join, note, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, words } from "../outcomes.js";

const threads = suite("threads");

threads("a child sees captured variables as they were at its spawn", () => {
  const outcomes = outcomesOf(() => {
    const seen = words(1);
    let captured = 1;
    const child = spawn(() => {
      seen[0] = captured;
      captured = 99;
    });
    captured = 2;
    join(child);
    return [seen[0], captured];
  });
  assert.equal(outcomes, ["[1,2]"]);
});

threads("no other thread sees what a child changes in a captured object", () => {
  const outcomes = outcomesOf(() => {
    const list: number[] = [];
    join(spawn(() => list.push(1)));
    return list.length;
  });
  assert.equal(outcomes, ["0"]);
});

threads("children can spawn and join children", () => {
  const outcomes = outcomesOf(() => {
    const sum = words(1);
    const leaf = () => void Atomics.add(sum, 0, 1);
    const branch = () => join(spawn(leaf), spawn(leaf));
    join(spawn(branch), spawn(branch));
    return sum[0];
  });
  assert.equal(outcomes, ["4"]);
});

threads("more threads than the clocks were made for are explored from the start", () => {
  const outcomes = outcomesOf(() => {
    const sums = words(12);
    join(...Array.from({ length: 12 }, (_, at) => spawn(() => void Atomics.add(sums, at, 1))));
    return sums.reduce((sum, value) => sum + value, 0);
  });
  assert.equal(outcomes, ["12"]);
});

threads("more than 31 threads are refused with a message", () => {
  const message = failureMessage(() => {
    for (let i = 0; i < 40; i++) spawn(() => undefined);
  }, "unsupported");
  assert.match(message, /More than 31 virtual threads/);
});

threads("choose tries every number", () => {
  const outcomes = outcomesOf(() => {
    const seen = words(1);
    join(spawn(() => void (seen[0] = 10 * choose(3))));
    return seen[0]! + choose(2);
  });
  assert.equal(outcomes, ["0", "1", "10", "11", "20", "21"]);
});

threads("a note changes nothing", () => {
  assert.equal(
    outcomesOf(() => {
      note("here");
      return 1;
    }),
    ["1"],
  );
});

threads("finally blocks may use shared memory while a thread is suspended", () => {
  const outcomes = outcomesOf(() => {
    const lock = words(2);
    const guarded = () => {
      while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1);
      try {
        lock[1]!++;
      } finally {
        Atomics.store(lock, 0, 0);
        Atomics.notify(lock, 0, 1);
      }
    };
    join(spawn(guarded), spawn(guarded));
    return lock[1];
  });
  assert.equal(outcomes, ["2"]);
});

threads.run();
