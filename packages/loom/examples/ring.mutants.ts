/** Mistakes one can make in the ring. */

import type { Mutant } from "./mutants.js";

export const RING_MUTANTS: readonly Mutant[] = [
  {
    name: "tail published before the slot is written",
    find: `        this.set(tail, value);
        // Publishes the slot. Pairs with the look at TAIL in stealInto().
        Atomics.store(this.words, TAIL, advance(tail, 1));`,
    replace: `        Atomics.store(this.words, TAIL, advance(tail, 1));
        this.set(tail, value);`,
  },
  {
    name: "slots written and read without atomics",
    find: `    return Atomics.load(this.words, SLOTS + (count & this.mask));
  }

  private set(count: number, value: number): void {
    Atomics.store(this.words, SLOTS + (count & this.mask), value);`,
    replace: `    return this.words[SLOTS + (count & this.mask)];
  }

  private set(count: number, value: number): void {
    this.words[SLOTS + (count & this.mask)] = value;`,
  },
  {
    name: "pop without compare-exchange",
    find: "if (Atomics.compareExchange(this.words, HEAD, head, advance(head, 1)) === head) return value;",
    replace: "Atomics.store(this.words, HEAD, advance(head, 1)); return value;",
  },
  {
    name: "wrong mask: one slot is never used",
    find: "this.mask = capacity - 1;",
    replace: "this.mask = capacity - 2;",
  },
  {
    name: "claimed first and copied then",
    find: `      for (let i = 0; i < count; i++) target.set(advance(end, i), this.get(advance(head, i)));
      if (Atomics.compareExchange(this.words, HEAD, head, advance(head, count)) !== head) continue;`,
    replace: `      if (Atomics.compareExchange(this.words, HEAD, head, advance(head, count)) !== head) continue;
      for (let i = 0; i < count; i++) target.set(advance(end, i), this.get(advance(head, i)));`,
  },
  {
    name: "a claim without compare-exchange",
    find: "if (Atomics.compareExchange(this.words, HEAD, head, advance(head, count)) !== head) continue;\n      Atomics",
    replace: "Atomics.store(this.words, HEAD, advance(head, count));\n      Atomics",
  },
  {
    name: "two looks that do not belong together are trusted",
    find: "if (held > this.capacity) continue;",
    replace: "",
  },
  {
    name: "what overflows is read after it was given up",
    find: `    for (let i = 0; i < count; i++) values.push(this.get(advance(head, i)));
    if (Atomics.compareExchange(this.words, HEAD, head, advance(head, count)) !== head) return false;
    values.push(value);`,
    replace: `    if (Atomics.load(this.words, HEAD) !== head) return false;
    Atomics.store(this.words, HEAD, advance(head, count));
    for (let i = 0; i < count; i++) values.push(this.get(advance(head, i)));
    values.push(value);`,
  },
  {
    name: "steal publishes its tail before the copies are made",
    find: `      for (let i = 0; i < count; i++) target.set(advance(end, i), this.get(advance(head, i)));
`,
    replace: `      Atomics.store(target.words, TAIL, advance(end, count));
      for (let i = 0; i < count; i++) target.set(advance(end, i), this.get(advance(head, i)));
`,
  },
  {
    name: "counts compared without wrapping",
    find: "return (to - from) | 0;",
    replace: "return to - from;",
  },
  {
    name: "a thief does not look at its own room",
    find: "    if (distance(Atomics.load(target.words, HEAD), end) > target.capacity - (this.capacity >> 1)) return 0;\n",
    replace: "",
  },
];
