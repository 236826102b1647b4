/**
 * The proving ground: every example passes, completely; every mutant of it is caught, by dpor and by two preemptions.
 */

import { explore, type Options } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { BYTES_MUTANTS } from "../../examples/bytes.mutants.js";
import { BYTES_SCENARIOS } from "../../examples/bytes.scenarios.js";
import { MAILBOX_MUTANTS } from "../../examples/mailbox.mutants.js";
import { MAILBOX_SCENARIOS } from "../../examples/mailbox.scenarios.js";
import { load, type Mutant, type Scenario } from "../../examples/mutants.js";
import { PARK_MUTANTS } from "../../examples/park.mutants.js";
import { PARK_SCENARIOS } from "../../examples/park.scenarios.js";
import { RING_MUTANTS } from "../../examples/ring.mutants.js";
import { RING_SCENARIOS, type RingModule, ROUND_TRIP, ringModel } from "../../examples/ring.scenarios.js";

const MODES: readonly Options[] = [{}, { mode: "stateful", preemptions: 2 }];

function proveAll<Module>(file: string, scenarios: readonly Scenario<Module>[], mutants: readonly Mutant[]): void {
  const proving = suite(file);
  const caughtIn = new Map(scenarios.map(({ name }) => [name, 0]));

  for (const { name, model } of scenarios) {
    proving(`${name}: passes, completely`, async () => {
      const module = await load<Module>(file);
      for (const options of MODES) {
        const report = explore(model(module), options);
        assert.is(report.failure?.message, undefined);
        assert.is(report.complete, true);
      }
    });
  }

  for (const mutant of mutants) {
    proving(`caught: ${mutant.name}`, async () => {
      const module = await load<Module>(file, mutant);
      for (const options of MODES) {
        const by = scenarios.filter(({ model }) => explore(model(module), { maxSteps: 300, ...options }).failure);
        assert.ok(by.length > 0, `not caught by ${JSON.stringify(options)}`);
        for (const { name } of by) caughtIn.set(name, caughtIn.get(name)! + 1);
      }
    });
  }

  proving("there are at least five mutants, and every scenario catches some", () => {
    assert.ok(mutants.length >= 5);
    for (const [name, count] of caughtIn) assert.ok(count > 0, `"${name}" catches nothing`);
  });

  proving.run();
}

/** Why the ring is not as it was: what 16 bits hide, 2 bits show. */
const given = suite("./packed-ring.ts");
const narrow: Mutant = { name: "indices of 2 bits", find: "const INDEX_BITS = 16;", replace: "const INDEX_BITS = 2;" };

given("a head that has come round passes for one that has not moved", async () => {
  const module = await load<RingModule>("./packed-ring.ts", narrow);
  for (const options of MODES) {
    const report = explore(ringModel(module, ROUND_TRIP), { maxSteps: 300, ...options });
    assert.ok(report.failure, `not caught by ${JSON.stringify(options)}`);
  }
});

given("with 16 bits the same program passes, as 65,536 values are more than one can explore", async () => {
  const report = explore(ringModel(await load<RingModule>("./packed-ring.ts"), ROUND_TRIP));
  assert.is(report.failure?.message, undefined);
  assert.is(report.complete, true);
});

given.run();

proveAll("./ring.ts", RING_SCENARIOS, RING_MUTANTS);
proveAll("./park.ts", PARK_SCENARIOS, PARK_MUTANTS);
proveAll("./mailbox.ts", MAILBOX_SCENARIOS, MAILBOX_MUTANTS);
proveAll("./bytes.ts", BYTES_SCENARIOS, BYTES_MUTANTS);
