/** The model of more workers than there are here: small loads, whose outcome can be reckoned by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { measured } from "../check/model/costs.js";
import { evenLoad, fibLoad, skewedLoad } from "../check/model/load.js";
import { Machine } from "../check/model/machine.js";
import { choices, speedup, tables } from "../check/model/tables.js";

const free = { make: 0, runOwn: 0, show: 0, begin: 0, finish: 0, collect: 0, look: 0, steal: 0, notify: 0, wake: 0 };
const costless = { ...measured, ...free, hear: 0, poll: 0 };

test("the same seed gives the same run, another another", () => {
  const run = (seed: number) => new Machine(4, measured, choices, seed).run(fibLoad(24));
  assert.equal(run(1), run(1));
  assert.is.not(run(1).ns, run(2).ns);
});

test("one worker without costs takes as long as all jobs together", () => {
  assert.is(new Machine(1, costless, choices, 1).run(evenLoad(50, 1_000)).ns, 50_000);
});

test("as many workers as jobs take as long as one job, if nothing costs anything", () => {
  assert.is(new Machine(8, costless, choices, 1).run(evenLoad(8, 1_000_000)).ns, 1_000_000);
});

test("no number of workers is faster than work and the longest job allow", () => {
  for (const load of [fibLoad(26), skewedLoad(300, 20_000), evenLoad(300, 20_000)])
    for (const workers of [2, 8, 64]) {
      const ratio = speedup(load, workers, 1);
      assert.ok(ratio > 0.5 && ratio <= workers * 1.05, `${load.name} on ${workers}: ${ratio}`);
    }
});

test("who makes the jobs limits how many can run: a job costs its owner making, showing and collecting", () => {
  const { make, show, collect } = measured;
  const limit = 20_000 / (make + show + collect);
  const ratio = speedup(evenLoad(3_000, 20_000), 64, 1);
  assert.ok(ratio < limit * 1.05 && ratio > limit * 0.8, `${ratio} beside ${limit}`);
});

test("jobs that were stolen are told to their owner, and threads that have nothing to do sleep", () => {
  const { crossed, thefts, parks } = new Machine(4, measured, choices, 1).run(skewedLoad(500, 50_000));
  assert.ok(crossed > 300 && thefts > 0 && parks > 0, `${crossed} crossed, ${thefts} thefts, ${parks} parks`);
});

test("the tables name each load, each number of workers and each variant", () => {
  const [first, second, third] = tables({ seeds: 1, scale: 1 / 128 }).split("\n\n");
  assert.match(first ?? "", /^\| workers \| fib\(23\) \| fib\(29\) \| power law, mean 20 µs \|/);
  for (const workers of [2, 8, 16, 64]) assert.match(first ?? "", new RegExp(`^\\| ${workers} \\| \\d`, "m"));
  for (const each of [second, third]) assert.match(each ?? "", /^\| waking costs nothing \| \d/m);
});

test.run();
