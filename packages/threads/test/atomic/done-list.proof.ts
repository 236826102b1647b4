/** The list of jobs that have ended, as shipped: two runners add, the owner takes; each block is seen once, in no lost list. */

import { join, label, spawn } from "@mailslot/loom";
import type { Mutant, Proof, Scenario } from "./proof.js";

interface DoneModule {
  readonly NONE: number;
  initDone(words: Int32Array, head: number): void;
  addDone(words: Int32Array, head: number, next: number, block: number): void;
  takeDone(words: Int32Array, head: number): number;
  nextDone(words: Int32Array, next: number): number;
}

const HEAD = 0;

/** Takes what is there; `again` is called for each block, which may be added once more at once. */
function take(list: DoneModule, words: Int32Array, seen: number[]): void {
  for (let block = list.takeDone(words, HEAD); block !== list.NONE; ) {
    const next = list.nextDone(words, 1 + block);
    seen.push(block);
    if (seen.length > 8) throw new Error("the list goes round");
    block = next;
  }
}

function listModel(list: DoneModule, adders: readonly (readonly number[])[], takes: number): () => void {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(24));
    label(words, "head", HEAD);
    label(words, "next", 1, 6);
    list.initDone(words, HEAD);
    const threads = adders.map((blocks, n) =>
      spawn(
        () => {
          for (const block of blocks) list.addDone(words, HEAD, 1 + block, block);
        },
        `runner ${n + 1}`,
      ),
    );
    const seen: number[] = [];
    for (let n = 0; n < takes; n++) take(list, words, seen);
    join(...threads);
    take(list, words, seen);
    const all = adders.flat().sort();
    if (seen.sort().join() !== all.join()) throw new Error(`seen were ${seen.join()}, added ${all.join()}`);
  };
}

/** The owner releases a block, and another job in it ends while the rest of the list is still walked. */
function reuse(list: DoneModule): () => void {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(24));
    list.initDone(words, HEAD);
    list.addDone(words, HEAD, 1, 0);
    list.addDone(words, HEAD, 2, 1);
    const seen: number[] = [];
    const first = list.takeDone(words, HEAD);
    const second = list.nextDone(words, 1 + first);
    seen.push(first);
    const runner = spawn(() => list.addDone(words, HEAD, 1 + first, first), "runner");
    seen.push(second);
    take(list, words, seen);
    join(runner);
    take(list, words, seen);
    if (seen.join() !== "1,0,1") throw new Error(`seen were ${seen.join()}`);
  };
}

const scenarios: readonly Scenario<DoneModule>[] = [
  {
    name: "two runners and a look",
    why: "both add at once, while all is taken",
    model: (m) => listModel(m, [[0], [1]], 1),
  },
  {
    name: "runners that add several",
    why: "blocks come while others are walked",
    model: (m) => listModel(m, [[0, 1], [2]], 2),
  },
  { name: "three runners", why: "two of them lose", model: (m) => listModel(m, [[0], [1], [2]], 0) },
  { name: "a block that ends once more", why: "it returns to the head while others are walked", model: reuse },
];

const mutants: readonly Mutant[] = [
  {
    name: "head written without compare-exchange",
    find: "if (Atomics.compareExchange(words, head, last, block) === last) return;",
    replace: "Atomics.store(words, head, block); return;",
  },
  {
    name: "published before it knows its next",
    find: `    Atomics.store(words, next, last);
    if (Atomics.compareExchange(words, head, last, block) === last) return;`,
    replace: `    if (Atomics.compareExchange(words, head, last, block) === last) return void Atomics.store(words, next, last);`,
  },
  {
    name: "taken in two steps",
    find: "return Atomics.load(words, head) === NONE ? NONE : Atomics.exchange(words, head, NONE);",
    replace: "const first = Atomics.load(words, head); Atomics.store(words, head, NONE); return first;",
  },
  {
    name: "next is not written once more after a failure",
    find: `  for (;;) {
    const last = Atomics.load(words, head);
    Atomics.store(words, next, last);`,
    replace: `  Atomics.store(words, next, Atomics.load(words, head));
  for (;;) {
    const last = Atomics.load(words, head);`,
  },
  {
    name: "the list begins at a block",
    find: "Atomics.store(words, head, NONE);\n}",
    replace: "Atomics.store(words, head, 0);\n}",
  },
  {
    name: "head published by a plain write",
    find: "if (Atomics.compareExchange(words, head, last, block) === last) return;",
    replace: "if (Atomics.load(words, head) === last) { words[head] = block; return; }",
  },
];

export const DONE_PROOF: Proof<DoneModule> = { file: "done-list.ts", scenarios, mutants };
