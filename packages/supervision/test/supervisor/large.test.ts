// slow under many schedules: it has a hundred thousand children
// watchdog: 240 s
/** Trees of 100,000: they start and stop without exhausting the stack, in time linear in their number. */
import { defineActor, spawn } from "@mailslot/actor";
import type { Source } from "@mailslot/core";
import { dynamicSupervisor, exit, link, type Supervisor, supervisor, tree, treeText } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

const test = suite("large trees");
const MANY = 100_000;

const Worker = defineActor("worker", { receive: {} });
const start = () => spawn(Worker);

/** Runs until `source` is there. */
function now<T>({ scheduler, loop }: Stage, source: Source<T>): T {
  const task = scheduler.go(() => source);
  loop.run(100_000_000);
  return task.poll() as T;
}

function chain(depth: number): Source<Supervisor> {
  const children = depth === 0 ? [{ id: "leaf", start }] : [{ id: "below", start: () => chain(depth - 1) }];
  return supervisor({ children }) as Source<Supervisor>;
}

test("a tree 100,000 deep starts, is listed, and stops", () => {
  const on = stage();
  const sup = now(on, on.scheduler.go(() => chain(MANY)) as Source<Supervisor>);
  let depth = 0;
  for (let node = tree(sup).children[0]; node !== undefined; node = node.children[0]) depth++;
  assert.is(depth, MANY + 1);
  assert.is(now(on, sup.stop()), "shutdown");
});

test("a tree 100,000 deep ends when its root is killed", () => {
  const on = stage();
  const sup = now(on, on.scheduler.go(() => chain(MANY)) as Source<Supervisor>);
  let deepest = sup;
  for (let n = 0; n < MANY; n++) deepest = deepest.child("below") as Supervisor;
  exit(sup, "kill");
  on.loop.run(100_000_000);
  assert.is(deepest.alive, false);
  assert.equal(on.unhandled, []);
});

test("a supervisor with 100,000 children starts and stops", () => {
  const on = stage();
  const children = Array.from({ length: MANY }, (_, n) => ({ id: String(n), start }));
  const sup = now(on, supervisor({ scheduler: on.scheduler, children }));
  const last = sup.child(String(MANY - 1));
  assert.is(treeText(sup).split("\n").length, MANY + 1);
  assert.is(now(on, sup.stop()), "shutdown");
  assert.is(last.alive, false);
});

test("a dynamic supervisor with 100,000 children starts and stops", () => {
  const on = stage();
  const sup = now(on, dynamicSupervisor({ scheduler: on.scheduler, start }));
  for (let n = 1; n < MANY; n++) sup.startChild();
  const last = now(on, sup.startChild());
  assert.is(now(on, sup.countChildren()).active, MANY);
  assert.is(now(on, sup.stop()), "shutdown");
  assert.is(last.alive, false);
});

test("a failure runs along a chain of 100,000 links, and is reported once", () => {
  const on = stage();
  const all = Array.from({ length: MANY }, () => on.puppet("actor"));
  for (let n = 1; n < MANY; n++) link(all[n - 1]?.who as never, all[n]?.who);
  exit(all[0]?.who as never, "broken");
  on.loop.run(100_000_000);
  assert.is(all[MANY - 1]?.end(), "broken");
  assert.equal(on.unhandled.length, 1);
});

test.run();
