// Jobs for the tests, as a program has them: a module that every thread imports.
import { spawnSync } from "node:child_process";
import { workerData } from "node:worker_threads";
import { sleep, yieldNow } from "@mailslot/core";
import { currentThreads, defineJob } from "@mailslot/threads";

export class Sunk extends Error {
  constructor(ship) {
    super(`${ship} has sunk`);
    this.ship = ship;
  }
  get name() {
    return "Sunk";
  }
}

export const add = defineJob("add", (a, b) => a + b);
export const echo = defineJob("echo", (value) => value);
export const fails = defineJob("fails", (ship) => {
  throw new Sunk(ship);
});
export const later = defineJob("later", async (value) => {
  await new Promise((then) => setImmediate(then));
  return value;
});
export const steps = defineJob("steps", function* (value) {
  yield* sleep(0);
  return value;
});
export const ends = defineJob("ends", (code) => process.exit(code));
export const uncaught = defineJob("uncaught", () => {
  setImmediate(() => {
    throw new Error("nobody catches this");
  });
  return new Promise(() => {});
});
export const loops = defineJob("loops", (flag) => {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  for (;;);
});
export const never = defineJob("never", function* (flag) {
  Atomics.store(flag, 0, 1);
  try {
    yield* sleep(1e9);
  } finally {
    Atomics.store(flag, 1, 1);
  }
});
export const returnsFunction = defineJob("returnsFunction", () => ({ draw: () => 1 }));
export const returnsRevoked = defineJob("returnsRevoked", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
});
/** Gives back what makes another job while it is copied. */
export const returnsGetter = defineJob("returnsGetter", () => ({
  get made() {
    currentThreads().run(echo, "another");
    return "its own";
  },
}));
// Jobs that this worker makes and, while nobody else looks for work, runs itself.
export const givesItself = defineJob("givesItself", async () => {
  const value = { a: 1 };
  return (await currentThreads().run(echo, value)) === value;
});
/** Says what a function becomes as an argument and in a result, or why it is refused. */
export const givesFunction = defineJob("givesFunction", async () => {
  const { run } = currentThreads();
  const said = (value) => (value instanceof Error ? value.message : typeof value);
  const caught = (error) => error;
  const result = await run(returnsFunction).catch(caught);
  return [said(await run(echo, () => 1).catch(caught)), said(result.draw ?? result)];
});
export const failsHere = defineJob("failsHere", () => currentThreads().run(fails, "Vasa"));
/** Goes on without ever waiting until flag[1] is set; gives back how often it gave way. */
export const givesWay = defineJob("givesWay", function* (flag) {
  Atomics.store(flag, 0, 1);
  let times = 0;
  for (; Atomics.load(flag, 1) === 0; times++) yield* yieldNow();
  return times;
});
export const adds = defineJob("adds", (cell) => Atomics.add(cell, 0, 1));
/** Waits, as a program never should, until so many threads are in it at once. */
export const meet = defineJob("meet", (cell, count) => {
  Atomics.add(cell, 0, 1);
  Atomics.notify(cell, 0);
  for (let seen = Atomics.load(cell, 0); seen < count; seen = Atomics.load(cell, 0)) Atomics.wait(cell, 0, seen);
  return count;
});

const plain = (n) => (n < 2 ? n : plain(n - 1) + plain(n - 2));
export const fib = defineJob("fib", function* (n, cut) {
  if (n < cut) return plain(n);
  const { fork, join } = currentThreads();
  const left = fork(fib, n - 1, cut);
  const right = fork(fib, n - 2, cut);
  return (yield* join(right)) + (yield* join(left));
});
export const makes = defineJob("makes", async (count, cell) => {
  const { run } = currentThreads();
  await Promise.all(Array.from({ length: count }, () => run(adds, cell)));
});
/** Reaches the limit of the heap by small objects. */
export const hoards = defineJob("hoards", () => {
  const all = [];
  for (let n = 0; ; n++) all.push({ n, text: `object ${n}` });
});
/** Says on which worker it runs. */
export const where = defineJob("where", () => workerData.id);
/** Runs so many of `where`, in a group or in that of this worker, and gives the workers on which they have run. */
export const wheres = defineJob("wheres", async (count, group) => {
  const { runWith } = currentThreads();
  const all = await Promise.all(Array.from({ length: count }, () => runWith({ group }, where)));
  return [...new Set(all)].sort();
});
export const forked = defineJob("forked", function* (count) {
  const { fork, join } = currentThreads();
  const forks = Array.from({ length: count }, () => fork(where));
  const all = new Set();
  for (const one of forks) all.add(yield* join(one));
  return [...all].sort();
});

/** A plain job that runs another inside itself. */
export const nests = defineJob("nests", () => {
  const { fork, join } = currentThreads();
  join(fork(where));
});

/** Loops until flag[1] is set; `later` after a wait. */
function loopsUntilTold(flag) {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  while (Atomics.load(flag, 1) === 0);
}
export const spins = defineJob("spins", loopsUntilTold);
export const spinsLater = defineJob("spinsLater", async (flag) => {
  await new Promise((then) => setTimeout(then, 1));
  loopsUntilTold(flag);
});
/** As `spins`; flag[2] is the worker. */
export const spinsOn = defineJob("spinsOn", (flag) => {
  flag[2] = workerData.id;
  loopsUntilTold(flag);
});
/** Counts itself in cell[0], and waits for cell[1]; the worker runs others meanwhile. */
export const waitsFor = defineJob("waitsFor", async (cell) => {
  const { value } = Atomics.waitAsync(cell, 1, 0);
  Atomics.add(cell, 0, 1);
  Atomics.notify(cell, 0);
  await value;
});
/** Waits in a native call until there is a file, or its folder has gone; says by another file that it does. */
export const waitsForFile = defineJob("waitsForFile", (path) => {
  const code = `const { existsSync, writeFileSync } = require("fs");
    const { dirname } = require("path");
    const path = ${JSON.stringify(path)};
    writeFileSync(path + ".started", "");
    const wait = () => existsSync(path) || !existsSync(dirname(path)) || setTimeout(wait, 5);
    wait();`;
  spawnSync(process.execPath, ["--eval", code]);
});
