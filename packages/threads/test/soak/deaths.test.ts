// watchdog: 180 s
/** Workers die at random among thousands of jobs: each job ends once, with its own result or an unknown outcome. */

import { random as randomFrom, seed } from "@mailslot/test-support/seeded";
import { startThreads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "../work.js";

const ROUNDS = 4;
const JOBS = 2000;

test("every job ends once, with its own result or an unknown outcome", async () => {
  const jobs = (await import(work.href)) as Work;
  let deaths = 0;
  await using threads = await startThreads({ workers: 3, entry: work, execArgv: [], onDeath: () => deaths++ });
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const random = randomFrom(seed);
  let [ended, unknown] = [0, 0];
  const run = (n: number, fatal: boolean): Promise<unknown> => {
    if (fatal) return threads.run(jobs.ends, 1);
    const kind = random();
    const text = "x".repeat(n);
    if (kind < 0.6) return threads.run(jobs.add, n, 1).then((sum) => assert.is(sum, n + 1));
    if (kind < 0.8) return threads.run(jobs.later, text).then((back) => assert.is(back, text));
    if (kind < 0.99) return threads.run(jobs.steps, text).then((back) => assert.is(back, text));
    if (kind < 0.995) return threads.run(jobs.fib, 18, 8).then((value) => assert.is(value, 2584));
    return threads.run(jobs.makes, 50, cell);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const fatal = Math.floor(random() * JOBS);
    const all = Array.from({ length: JOBS }, (_, n) =>
      run(n, n === fatal).then(
        () => ended++,
        (error) => {
          assert.is(error.name, "UnknownOutcomeError", String(error.stack));
          ended++;
          unknown++;
        },
      ),
    );
    await Promise.all(all);
  }
  const again = `MAILSLOT_SEED=${seed}`;
  assert.is(ended, ROUNDS * JOBS, again);
  assert.is(deaths, ROUNDS, again);
  assert.ok(unknown >= ROUNDS, again);
});

test.run();
