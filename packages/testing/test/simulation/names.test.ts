/** Names in simulations: the same in every run, whatever has run before. */
import { type AnyRef, defineActor, spawn } from "@mailslot/actor";
import { dump } from "@mailslot/core";
import { explore, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Worker = defineActor("worker", { receive: { work: () => 1 } });

async function names({ own, scheduler }: Simulation): Promise<string[]> {
  const workers = [own(spawn(Worker)), own(spawn(Worker))];
  return [...workers, ...dump(scheduler)].map(({ name }) => name).filter((name) => name.startsWith("worker"));
}

test("the actors of a simulation have the same names in every run", async () => {
  const runs: string[][] = [];
  for (let run = 0; run < 3; run++) {
    runs.push(await simulate(names));
    for (let n = 0; n < run; n++) spawn(Worker);
  }
  await explore({ runs: 3 }, async (simulation) => void runs.push(await names(simulation)));
  for (const each of runs) assert.equal(each, runs[0]);
  assert.equal(runs[0]?.slice(0, 2), ["worker#1", "worker#2"]);
});

test("the actors outside have names of their own before and after one, also after one that failed", async () => {
  const refs: AnyRef[] = [spawn(Worker)];
  await simulate(names);
  refs.push(spawn(Worker));
  await simulate(() => Promise.reject(new Error("failed"))).catch(() => {});
  refs.push(spawn(Worker));
  assert.is(new Set(refs.map(({ name }) => name)).size, 3);
});

test.run();
