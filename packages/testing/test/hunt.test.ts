// watchdog: 180 s
// runs under Node alone: it bundles the packages.
/** Faults that the engine has had are found again by exploring one generated program; the engine as it is survives it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hunt, packagesWith } from "../check/hunt.js";
import { MUTATIONS } from "../check/mutations.js";

const SEEDS = 10_000;
const { MAILSLOT_RUNS: runs = "1000" } = process.env;

for (const mutation of MUTATIONS)
  test(`found: ${mutation.name}`, async () => {
    assert.is.not(await hunt(await packagesWith(mutation), 1, SEEDS), null);
  });

test("nothing is found in the engine as it is", async () => {
  assert.is(await hunt(await packagesWith(null), 1, Number(runs)), null);
});

test.run();
