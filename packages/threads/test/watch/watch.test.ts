/** Which workers count as stuck, look by look. */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** What the test uses of the memory that threads share. */
interface Memory {
  readonly words: Int32Array;
  readonly idlePlaces: readonly { readonly at: number; readonly self: number }[];
  count(thread: number, counter: number): void;
  set(thread: number, counter: number, value: number): void;
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
}

// Not public: the sources as they are shipped, in a module of their own.
const { outputFiles } = await build({
  stdin: {
    contents: `export { announce, sleeps } from "./atomic/idle.js"; export { policy } from "./policy.js";
      export { BEAT, LIVE, Memory } from "./thread/memory.js"; export { Watch } from "./watch/watch.js";`,
    resolveDir: fileURLToPath(new URL("../../src", import.meta.url)),
  },
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
});
const source = encodeURIComponent(outputFiles[0]?.text ?? "");
const { announce, BEAT, LIVE, Memory, policy, sleeps, Watch } = (await import(
  `data:text/javascript,${source}`
)) as Module;

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

test.run();
