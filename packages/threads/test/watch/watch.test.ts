/** Which workers count as stuck, look by look. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** What the test uses of the memory that threads share. */
interface Memory {
  readonly words: Int32Array;
  readonly idlePlaces: readonly { readonly at: number; readonly threads: number; readonly self: number }[];
  count(thread: number, counter: number): void;
  set(thread: number, counter: number, value: number): void;
  ringAt(thread: number): number;
}

interface Module {
  readonly Memory: new (plan: object) => Memory;
  readonly Watch: new (
    memory: Memory,
    after: number,
    watcher: { isThere(worker: number): boolean; stuck(worker: number): void; moves(worker: number): void },
  ) => { look(): void; isStuck(worker: number): boolean };
  readonly policy: { readonly looks: number };
  readonly BEAT: number;
  readonly LIVE: number;
  announce(words: Int32Array, at: number, thread: number): void;
  sleeps(words: Int32Array, at: number, thread: number): boolean;
  wakeOne(words: Int32Array, at: number, threads: number): number;
  setBeside(words: Int32Array, at: number, threads: number, thread: number, isHeld: boolean): void;
  anySearches(words: Int32Array, at: number, threads: number): boolean;
  rests(words: Int32Array, at: number, threads: number, thread: number): boolean;
  pushRing(words: Int32Array, at: number, mask: number, value: number): boolean;
  readonly RING_MASK: number;
  readonly Spares: new (
    memory: Memory,
  ) => {
    setStuck(thread: number, isStuck: boolean): void;
    setGone(thread: number, isGone: boolean): void;
  };
}

// Not public: the sources as they are shipped, in a module of their own.
const { outputFiles } = await build({
  stdin: {
    contents: `export { announce, anySearches, rests, setBeside, sleeps, wakeOne } from "./atomic/idle.js";
      export { pushRing } from "./atomic/ring.js"; export { policy } from "./policy.js"; export { Spares } from "./pool/spares.js";
      export { BEAT, LIVE, Memory, RING_MASK } from "./thread/memory.js"; export { Watch } from "./watch/watch.js";`,
    resolveDir: fileURLToPath(new URL("../../src", import.meta.url)),
  },
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
});
const source = encodeURIComponent(outputFiles[0]?.text ?? "");
const module = (await import(`data:text/javascript,${source}`)) as Module;
const { announce, BEAT, LIVE, Memory, policy, sleeps, Spares, Watch } = module;

const plan = { groups: [{ name: "default", workers: 2, spare: 0 }], here: false };

/** Two workers, of which the first is there. */
function scene() {
  const memory = new Memory(plan);
  const said: string[] = [];
  const there = new Set([0]);
  const watch = new Watch(memory, Number.POSITIVE_INFINITY, {
    isThere: (worker) => there.has(worker),
    stuck: (worker) => said.push(`${worker} is stuck`),
    moves: (worker) => said.push(`${worker} moves`),
  });
  const looks = (count: number): void => {
    for (let n = 0; n < count; n++) watch.look();
  };
  const { at, self } = memory.idlePlaces[0] as Memory["idlePlaces"][number];
  const sleep = (): void => announce(memory.words, at, self);
  return { memory, said, there, watch, looks, sleep, isAsleep: () => sleeps(memory.words, at, self) };
}

test("a worker that is awake and does not move is stuck, and told of once, and again when it moves", () => {
  const { memory, said, watch, looks } = scene();
  looks(policy.looks - 1);
  assert.equal(said, []);
  looks(3);
  assert.equal([said, watch.isStuck(0)], [["0 is stuck"], true]);
  memory.count(0, BEAT);
  assert.is(watch.isStuck(0), false);
  looks(policy.looks);
  assert.equal(said, ["0 is stuck", "0 moves"]);
  looks(1);
  assert.equal(said, ["0 is stuck", "0 moves", "0 is stuck"]);
});

test("one that moves between the looks is not stuck", () => {
  const { memory, said, looks } = scene();
  for (let n = 0; n < 20; n++) {
    looks(policy.looks - 1);
    memory.count(0, BEAT);
  }
  assert.equal(said, []);
});

test("one that sleeps and has no tasks is left to sleep", () => {
  const { said, looks, sleep, isAsleep } = scene();
  sleep();
  looks(20);
  assert.equal([said, isAsleep()], [[], true]);
});

test("one that sleeps while tasks live there is woken, and is stuck if it does not move then", () => {
  const { memory, said, looks, sleep, isAsleep } = scene();
  memory.set(0, LIVE, 1);
  for (let n = 0; n < 5; n++) {
    sleep();
    looks(1);
    assert.is(isAsleep(), false);
    memory.count(0, BEAT); // it has its turn
    looks(1);
  }
  assert.equal(said, []);
  sleep();
  looks(1 + policy.looks);
  assert.equal(said, ["0 is stuck"]);
});

test("one that has gone is stuck no longer", () => {
  const { said, there, looks } = scene();
  looks(policy.looks);
  there.clear();
  looks(20);
  assert.equal(said, ["0 is stuck", "0 moves"]);
});

test("one that was woken for work and does not move by the next look is relied on no longer, and another is woken", () => {
  const { memory, watch, sleep, isAsleep } = scene();
  const { words } = memory;
  const { at, threads } = memory.idlePlaces[0] as Memory["idlePlaces"][number];
  for (const thread of [0, 1]) module.setBeside(words, at, threads, thread, true);
  sleep();
  announce(words, at, 1);
  watch.look();
  module.pushRing(words, memory.ringAt(1), module.RING_MASK, 7);
  module.wakeOne(words, at, threads);
  assert.equal([isAsleep(), sleeps(words, at, 1)], [false, true]);
  memory.count(0, BEAT);
  watch.look();
  assert.is(sleeps(words, at, 1), true);
  watch.look();
  assert.is(sleeps(words, at, 1), false);
});

test("a look at one that sleeps wakes it, and leaves work that comes to others", () => {
  const { memory, watch, sleep, isAsleep } = scene();
  const { at, threads } = memory.idlePlaces[0] as Memory["idlePlaces"][number];
  memory.set(0, LIVE, 1);
  sleep();
  watch.look();
  assert.equal([isAsleep(), module.anySearches(memory.words, at, threads)], [false, false]);
});

test("who takes the place of one that was stuck and has died needs no spare", () => {
  const memory = new Memory({ groups: [{ name: "default", workers: 1, spare: 1 }], here: false });
  const { at, threads, self } = memory.idlePlaces[2] as Memory["idlePlaces"][number];
  const spares = new Spares(memory);
  const rests = (): boolean => module.rests(memory.words, at, threads, self);
  spares.setStuck(0, true);
  spares.setGone(0, true);
  assert.is(rests(), false);
  spares.setGone(0, false);
  assert.is(rests(), true);
});

test.run();
