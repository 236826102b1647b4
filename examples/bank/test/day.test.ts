/** A day at the bank: no money is lost or made, whatever crashes. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { audit } from "../src/audit.js";
import { type Plan, runDay } from "../src/day.js";

const usual: Plan = { accounts: 5, opening: 100, transfers: 300, tellers: 4, crashes: 0, seed: 1, careless: false };

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n + 1);
}

test("without crashes nothing is asked twice, and the money stays", async () => {
  const day = await runDay(usual);
  assert.equal(audit(day), []);
  assert.is(day.crashes.length, 0);
  assert.equal(day.retries, { unknown: 0, rejected: 0 });
  assert.ok(day.outcomes.done > 0 && day.outcomes.refused > 0);
});

test("the money stays however often accounts crash, and however many tellers ask", async () => {
  for (const seed of seeds(20)) {
    for (const tellers of [1, 4, 50]) {
      const day = await runDay({ ...usual, crashes: 2, seed, tellers });
      assert.equal(audit(day), [], `seed ${seed}, ${tellers} tellers`);
      assert.is(day.after, 500);
      assert.ok(day.crashes.length > 0);
      assert.ok(
        day.retries.unknown >= day.crashes.length,
        "a teller whose account crashed while it handled the ask asks again",
      );
    }
  }
});

test("crashes come before and after the booking was written down", async () => {
  const { crashes } = await runDay({ ...usual, crashes: 3 });
  const reasons = new Set(crashes.map(({ reason }) => (reason as Error).message));
  assert.equal([...reasons].sort(), [
    "the disk failed after the booking was written down",
    "the disk failed before the booking was written down",
  ]);
});

test("tellers who take a new number when they ask again are found out", async () => {
  const days = await Promise.all(seeds(10).map((seed) => runDay({ ...usual, crashes: 5, seed, careless: true })));
  assert.ok(days.some((day) => audit(day).length > 0));
});

test("a seed repeats a day", async () => {
  const plan = { ...usual, crashes: 5, seed: 7 };
  const [first, second] = [await runDay(plan), await runDay(plan)];
  assert.equal(first.balances, second.balances);
  assert.equal(
    first.crashes.map(({ holder }) => holder),
    second.crashes.map(({ holder }) => holder),
  );
});

test("a bank where nothing happens keeps its money", async () => {
  const day = await runDay({ ...usual, transfers: 0 });
  assert.equal(audit(day), []);
  assert.equal([...day.balances.values()], [100, 100, 100, 100, 100]);
});

test("the audit tells what is wrong", async () => {
  const day = await runDay(usual);
  assert.equal(audit({ ...day, after: day.before - 1200 }), ["1,200 lost"]);
  assert.equal(audit({ ...day, after: day.before + 3 }), ["3 out of thin air"]);
  assert.equal(audit({ ...day, balances: new Map([["holder 1", -5]]) }), ["holder 1 has -5"]);
  assert.equal(audit({ ...day, outcomes: { done: 200, refused: 99 } }), ["1 transfers were not served"]);
});

test.run();
