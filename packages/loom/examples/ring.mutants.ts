/** Mistakes one can make in the ring. */

import type { Mutant } from "./mutants.js";

export const RING_MUTANTS: readonly Mutant[] = [
  {
    name: "tail published before the slot is written",
    find: `        this.words[SLOTS + (tail & this.mask)] = value;
        Atomics.store(this.words, TAIL, (tail + 1) & INDEX_MASK);`,
    replace: `        Atomics.store(this.words, TAIL, (tail + 1) & INDEX_MASK);
        this.words[SLOTS + (tail & this.mask)] = value;`,
  },
  {
    name: "pop without compare-exchange",
    find: "if (Atomics.compareExchange(this.words, HEAD, head, pack(steal, next)) === head) {",
    replace: "if (Atomics.store(this.words, HEAD, pack(steal, next)) === pack(steal, next)) {",
  },
  {
    name: "wrong mask: one slot is never used",
    find: "this.mask = capacity - 1;",
    replace: "this.mask = capacity - 2;",
  },
  {
    name: "room checked against the index that pops move, not the one that steals move",
    find: "if (distance(stealOf(head), tail) < this.capacity) {",
    replace: "if (distance(realOf(head), tail) < this.capacity) {",
  },
  {
    name: "slots freed before they are copied",
    find: `    for (let i = 0; i < count; i++) {
      target.words[SLOTS + ((end + i) & target.mask)] = this.words[SLOTS + ((first + i) & this.mask)]!;
    }
    this.release();`,
    replace: `    this.release();
    for (let i = 0; i < count; i++) {
      target.words[SLOTS + ((end + i) & target.mask)] = this.words[SLOTS + ((first + i) & this.mask)]!;
    }`,
  },
  {
    name: "a concurrent stealer ignored when claiming",
    find: "if (stealOf(head) !== real) return undefined;",
    replace: "",
  },
  {
    name: "a concurrent stealer ignored when shedding",
    find: "if (stealOf(head) !== realOf(head)) {",
    replace: "if (false) {",
  },
  {
    name: "a concurrent stealer forgotten by pop",
    find: "const steal = stealOf(head) === real ? next : stealOf(head);",
    replace: "const steal = next;",
  },
  {
    name: "release sets both indices to where the claim ended",
    find: `      const real = realOf(head);
      if (Atomics.compareExchange(this.words, HEAD, head, pack(real, real)) === head) return;`,
    replace: `      const real = realOf(head);
      if (Atomics.store(this.words, HEAD, pack(real, real)) === pack(real, real)) return;`,
  },
  {
    name: "steal publishes its tail before the copies are made",
    find: `    const { first, count } = claim;
`,
    replace: `    const { first, count } = claim;
    Atomics.store(target.words, TAIL, (end + count) & INDEX_MASK);
`,
  },
  {
    name: "indices compared without wrapping",
    find: "return (to - from) & INDEX_MASK;",
    replace: "return to - from;",
  },
  {
    name: "the packed head decoded with its sign",
    find: "return head >>> 16;",
    replace: "return head >> 16;",
  },
];
