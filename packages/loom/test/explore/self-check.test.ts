// watchdog: 300 s
/**
 * A reduced self-check; `check/main.ts` runs the full one. Each disagreement names the recipe and the seed that draw
 * the program again.
 */

import * as loom from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { equivalence, faults } from "../../check/courses.js";
import { directedProblem } from "../../check/directed.js";
import { compare } from "../../check/equivalence.js";
import { eventLoopProblem, KNOWN_LOOPS } from "../../check/event-loops.js";
import { failingProblem, KNOWN_SEEDS } from "../../check/failing.js";
import { FAULTS } from "../../check/faults.js";
import { CONTENDED, smallProgram } from "../../check/small-program.js";
import { tryOut } from "../../check/trials.js";
import { checkOnWorkers } from "../../check/workers.js";

const selfCheck = suite("self-check");

selfCheck("all modes agree with an independent account of small programs", () => {
  const { programs, racing, disagreement } = equivalence(
    loom,
    ["atomic", "waiting", "waiting with time-outs", "plain"],
    20_001,
    150,
  );
  assert.equal(disagreement, undefined);
  assert.is(programs, 150);
  assert.ok(racing > 0);
});

selfCheck("dpor misses nothing of four threads that share a word or two", () => {
  assert.equal(compare(loom, smallProgram(99, CONTENDED), false)?.disagreement, undefined);
  assert.equal(equivalence(loom, ["contended"], 20_001, 20).disagreement, undefined);
});

selfCheck("models made by hand come out as they should", () => {
  assert.is(directedProblem(loom), undefined);
});

selfCheck("the modes agree on programs with event loops, and dpor gives up no schedule", () => {
  for (const seed of KNOWN_LOOPS) assert.is(eventLoopProblem(loom, seed, 1), undefined);
  assert.is(eventLoopProblem(loom, 10_001, 60), undefined);
});

selfCheck("the modes agree on programs of which some schedules fail", () => {
  for (const seed of KNOWN_SEEDS) assert.is(failingProblem(loom, seed, 1), undefined);
  assert.is(failingProblem(loom, 20_001, 90), undefined);
});

selfCheck("each deliberate fault in the engine is noticed in the trial that is known to notice it", async () => {
  const unnoticed = [...(await faults(0))].filter(([, noticed]) => noticed === undefined).map(([name]) => name);
  assert.equal(unnoticed, []);
});

selfCheck("the engine as it is passes these trials", () => {
  const trials = new Set(FAULTS.map(({ noticedBy }) => noticedBy));
  const wrong = [...trials].map((trial) => tryOut(loom, trial)).filter((by) => by !== undefined);
  assert.equal(wrong, []);
  assert.ok(trials.size > 15);
});

selfCheck("real workers show no outcome that the model does not have", async () => {
  const { runs, strays } = await checkOnWorkers(50_001, 2_000, 200);
  assert.equal(strays, []);
  assert.is(runs, 2_000);
});

selfCheck.run();
