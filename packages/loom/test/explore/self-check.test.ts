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
import { eventLoopProblem } from "../../check/event-loops.js";
import { failingProblem, KNOWN_SEEDS } from "../../check/failing.js";
import { CONTENDED, smallProgram } from "../../check/small-program.js";
import { checkOnWorkers } from "../../check/workers.js";

const selfCheck = suite("self-check");

selfCheck("all modes agree with an independent account of small programs", () => {
  const { programs, racing, disagreement } = equivalence(
    loom,
    ["atomic", "waiting", "waiting with time-outs", "plain"],
    20_001,
    300,
  );
  assert.equal(disagreement, undefined);
  assert.is(programs, 300);
  assert.ok(racing > 0);
});

selfCheck("dpor misses nothing of four threads that share a word or two", () => {
  assert.equal(compare(loom, smallProgram(99, CONTENDED), false)?.disagreement, undefined);
  assert.equal(equivalence(loom, ["contended"], 20_001, 40).disagreement, undefined);
});

selfCheck("models made by hand come out as they should", () => {
  assert.is(directedProblem(loom), undefined);
});

selfCheck("the modes agree on programs with event loops", () => {
  assert.is(eventLoopProblem(loom, 10_001, 60), undefined);
});

selfCheck("the modes agree on programs of which some schedules fail", () => {
  for (const seed of KNOWN_SEEDS) assert.is(failingProblem(loom, seed, 1), undefined);
  assert.is(failingProblem(loom, 20_001, 150), undefined);
});

selfCheck("at least fifteen deliberate faults in the engine are noticed within a few programs", async () => {
  const noticed = [...(await faults(30))].filter(([, by]) => by !== undefined);
  assert.ok(noticed.length >= 15, `only ${noticed.map(([name]) => name).join("; ")}`);
});

selfCheck("real workers show no outcome that the model does not have", async () => {
  const { runs, strays } = await checkOnWorkers(50_001, 2_000, 200);
  assert.equal(strays, []);
  assert.is(runs, 2_000);
});

selfCheck.run();
