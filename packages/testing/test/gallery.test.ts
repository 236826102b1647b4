// watchdog: 300 s
/**
 * The gallery: mistakes from the field, none of which shows in plain runs, and each of which is found within 1,000 seeds. The same
 * programs without the mistake survive: 300 schedules here, as many as MAILSLOT_RUNS says elsewhere.
 */
import { createScheduler, go } from "@mailslot/core";
import { explore, FoundError, pct, randomWalk, type ScheduleStrategy } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Exhibit } from "./gallery/exhibit.js";
import { lives } from "./gallery/lives.js";
import { requests } from "./gallery/requests.js";
import { sharedState } from "./gallery/shared-state.js";

const gallery: readonly Exhibit[] = [...sharedState, ...lives, ...requests];
const PLAIN_RUNS = 100;
const SEEDS = 1_000;
const { MAILSLOT_RUNS: runs = "300" } = process.env;

test("the gallery has at least twelve exhibits", () => {
  assert.ok(gallery.length >= 12);
  assert.is(new Set(gallery.map(({ name }) => name)).size, gallery.length);
});

for (const { name, run } of gallery) {
  test(`${name}: a hundred plain runs do not show it`, async () => {
    for (let n = 0; n < PLAIN_RUNS; n++) {
      const scheduler = createScheduler({ name: "plain" });
      const body = go(() => run(false), { scheduler });
      await body;
    }
  });

  for (const strategy of [randomWalk(), pct()] as ScheduleStrategy[])
    test(`${name}: found within a thousand seeds by ${strategy.name}`, async () => {
      const error = await explore({ runs: SEEDS, strategy, shorten: 50 }, () => run(false)).then(
        () => null,
        (failure: unknown) => failure,
      );
      assert.instance(error, FoundError, `not found: ${String(error)}`);
    });

  test(`${name}: the corrected program survives`, async () => {
    await explore({ runs: Number(runs) }, () => run(true));
  });
}

test.run();
