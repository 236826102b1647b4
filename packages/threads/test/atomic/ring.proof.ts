/**
 * The ring, as shipped: an owner that pushes, pops and overflows, and thieves, some of whom die midway. Every value must be taken
 * once, by whomever, or be in a ring still. Rings of 2 and 4 slots let each step of the protocol happen within few operations,
 * and the first index puts the wrap of the counts, and of their sign, inside the scenario.
 */

import { join, label, spawn } from "@mailslot/loom";
import { load, type Mutant, type Proof, type Scenario } from "./proof.js";

interface RingModule {
  readonly EMPTY: number;
  ringWords(mask: number): number;
  initRing(words: Int32Array, at: number, first?: number): void;
  ringLength(words: Int32Array, at: number): number;
  pushRing(words: Int32Array, at: number, mask: number, value: number): boolean;
  popRing(words: Int32Array, at: number, mask: number): number;
  shedHalf(words: Int32Array, at: number, mask: number, out: Int32Array): number;
  stealHalf(words: Int32Array, from: number, fromMask: number, to: number, toMask: number): number;
}

interface Case {
  readonly capacity: number;
  readonly first: number;
  /** What the owner does: "+" pushes the next value, "-" pops. */
  readonly owner: string;
  /** What each thief does: "s" steals from the owner, "t" from the first thief, "-" pops of its own, "+" pushes of its own. */
  readonly thieves: readonly string[];
}

const MOST = 8;
const WRAP = 2 ** 31 - 2;

function ringModel(ring: RingModule, { capacity, first, owner, thieves }: Case): () => void {
  return () => {
    const mask = capacity - 1;
    const size = ring.ringWords(mask);
    const words = new Int32Array(new SharedArrayBuffer(4 * size * (thieves.length + 1)));
    const taken = new Uint8Array(new SharedArrayBuffer(32 * (thieves.length + 1)));
    const all = [owner, ...thieves];
    for (const at of all.keys()) {
      ring.initRing(words, at * size, first);
      label(words, `ring${at}.head`, at * size);
      label(words, `ring${at}.tail`, at * size + 1);
      label(words, `ring${at}.slot`, at * size + 2, (at + 1) * size);
    }
    const act = (self: number): void => {
      let value = 10 * self;
      const own = self * size;
      const take = (one: number): void => {
        if (one !== ring.EMPTY) taken[32 * self + one]!++;
      };
      for (const action of all[self]!) {
        if (action === "s") take(ring.stealHalf(words, 0, mask, own, mask));
        else if (action === "t") take(ring.stealHalf(words, size, mask, own, mask));
        else if (action === "-") take(ring.popRing(words, own, mask));
        else push(ring, words, own, mask, ++value, take);
      }
    };
    const threads = thieves.map((_, n) => spawn(() => act(n + 1), `thief ${n + 1}`));
    act(0);
    join(...threads);
    check(ring, all, words, taken, mask);
  };
}

/** Pushes as the package does: half of a full ring, and the value, go elsewhere. */
function push(
  ring: RingModule,
  words: Int32Array,
  at: number,
  mask: number,
  value: number,
  take: (value: number) => void,
): void {
  while (!ring.pushRing(words, at, mask, value)) {
    const out = new Int32Array(mask + 1);
    const count = ring.shedHalf(words, at, mask, out);
    for (const one of out.subarray(0, count)) take(one);
  }
}

function check(ring: RingModule, all: readonly string[], words: Int32Array, taken: Uint8Array, mask: number): void {
  const size = ring.ringWords(mask);
  const times = new Uint8Array(32);
  for (let self = 0; self < all.length; self++) {
    for (let n = 0; n < 32; n++) times[n]! += taken[32 * self + n]!;
    if (ring.ringLength(words, self * size) > mask + 1) throw new Error("a ring holds more than its capacity");
    for (let one = ring.popRing(words, self * size, mask); one !== ring.EMPTY; ) {
      times[one]!++;
      one = ring.popRing(words, self * size, mask);
    }
  }
  for (const [self, actions] of all.entries()) {
    const pushed = [...actions].filter((action) => action === "+").length;
    for (let n = 0; n <= MOST; n++) {
      const wanted = n >= 1 && n <= pushed ? 1 : 0;
      if (times[10 * self + n] !== wanted)
        throw new Error(`value ${10 * self + n} was taken ${times[10 * self + n]} times`);
    }
  }
}

function scenario(name: string, why: string, ring: Case, long = false): Scenario<RingModule> {
  return { name, why, long, model: (module) => ringModel(module, ring) };
}

const CLAIM = "if (Atomics.compareExchange(words, from + HEAD, head, (head + count) | 0) !== head) continue;";

/** The module as shipped, up to where a thief dies: when it has copied, or when it has claimed and published nothing. */
const dying = {
  before: await load<RingModule>("ring.ts", { name: "dies before its claim", find: CLAIM, replace: "return EMPTY;" }),
  after: await load<RingModule>("ring.ts", {
    name: "dies after its claim",
    find: CLAIM,
    replace: `${CLAIM} return Atomics.load(words, to + SLOTS + (tail & toMask));`,
  }),
};

/** A thief dies before or after its claim of one of two values: the owner and another thief go on. */
function deadThief(ring: RingModule, when: "before" | "after"): () => void {
  return () => {
    const mask = 1;
    const size = ring.ringWords(mask);
    const words = new Int32Array(new SharedArrayBuffer(4 * size * 3));
    for (const at of [0, 1, 2]) ring.initRing(words, at * size, WRAP);
    // What the dead has claimed, and what the other thief has taken.
    const taken = new Int32Array(new SharedArrayBuffer(8));
    ring.pushRing(words, 0, mask, 1);
    ring.pushRing(words, 0, mask, 2);
    const dies = spawn(() => {
      const value = dying[when].stealHalf(words, 0, mask, size, mask);
      if (value !== ring.EMPTY) Atomics.store(taken, 0, value);
    }, "dies");
    const other = spawn(() => {
      const value = ring.stealHalf(words, 0, mask, 2 * size, mask);
      if (value !== ring.EMPTY) Atomics.store(taken, 1, value);
    }, "other");
    const popped = [ring.popRing(words, 0, mask), ring.popRing(words, 0, mask)];
    join(dies, other);
    if (ring.ringLength(words, 0) !== 0) throw new Error("the ring is held by the dead");
    const found = [...popped, Atomics.load(taken, 0), Atomics.load(taken, 1)].filter((one) => one > 0);
    // What the dead has claimed is lost with it, at most half; the calling thread shows it to others once more.
    if (found.sort().join() !== "1,2") throw new Error(`taken were ${found.join()}`);
    if (when === "before" && Atomics.load(taken, 0) !== 0) throw new Error("the dead has claimed something");
  };
}

const scenarios: readonly Scenario<RingModule>[] = [
  scenario(
    "pushes and pops against a thief",
    "pop and steal compete for the last values; the sign of the counts changes",
    {
      capacity: 4,
      first: WRAP,
      owner: "++-+-",
      thieves: ["s-"],
    },
  ),
  scenario("an overflowing owner against a thief", "the ring is full while a thief copies or claims", {
    capacity: 2,
    first: WRAP,
    owner: "+++",
    thieves: ["s-"],
  }),
  scenario("an owner that goes round under a thief's eyes", "head moves between the thief's looks at head and tail", {
    capacity: 2,
    first: -2,
    owner: "++--++",
    thieves: ["s"],
  }),
  scenario("two thieves on a ring of two", "thieves claim what both have copied", {
    capacity: 2,
    first: WRAP,
    owner: "++",
    thieves: ["s", "s"],
  }),
  scenario("a thief whose own ring holds values", "its ring is neither empty nor where that of the victim is", {
    capacity: 4,
    first: WRAP,
    owner: "++",
    thieves: ["+s--"],
  }),
  scenario("a thief that is robbed", "another thread sees what a thief publishes in its own ring", {
    capacity: 4,
    first: WRAP,
    owner: "+++",
    thieves: ["s", "t"],
  }),
  scenario(
    "a thief over half full",
    "it takes nothing, so that its owner's pushes do not overflow at once",
    { capacity: 2, first: WRAP, owner: "++-+", thieves: ["++s-"] },
    false,
  ),
  scenario(
    "two thieves against an overflow",
    "all three take from a full ring",
    { capacity: 2, first: WRAP, owner: "+++-", thieves: ["s-", "s-"] },
    true,
  ),
  scenario(
    "two thieves against a long owner",
    "the ring of four goes round",
    { capacity: 4, first: WRAP, owner: "+++-++-", thieves: ["s", "s"] },
    true,
  ),
  {
    name: "a thief that dies before its claim",
    why: "it leaves nothing behind",
    model: (module) => deadThief(module, "before"),
  },
  {
    name: "a thief that dies after its claim",
    why: "others are not held up",
    model: (module) => deadThief(module, "after"),
  },
];

const mutants: readonly Mutant[] = [
  {
    name: "tail published before the slot is written",
    find: `  Atomics.store(words, at + SLOTS + (tail & mask), value);
  // Publishes the slot. Pairs with the look at TAIL in stealHalf().
  Atomics.store(words, at + TAIL, (tail + 1) | 0);`,
    replace: `  Atomics.store(words, at + TAIL, (tail + 1) | 0);
  Atomics.store(words, at + SLOTS + (tail & mask), value);`,
  },
  {
    name: "pop without compare-exchange",
    find: "if (Atomics.compareExchange(words, at + HEAD, head, (head + 1) | 0) === head) return value;",
    replace: "Atomics.store(words, at + HEAD, (head + 1) | 0); return value;",
  },
  {
    name: "a thief claims first and copies then",
    find: `      const value = Atomics.load(words, from + SLOTS + ((head + i) & fromMask));
      Atomics.store(words, to + SLOTS + ((tail + i) & toMask), value);
    }
    if (Atomics.compareExchange(words, from + HEAD, head, (head + count) | 0) !== head) continue;`,
    replace: `    }
    if (Atomics.compareExchange(words, from + HEAD, head, (head + count) | 0) !== head) continue;
    for (let i = 0; i < count; i++) {
      const value = Atomics.load(words, from + SLOTS + ((head + i) & fromMask));
      Atomics.store(words, to + SLOTS + ((tail + i) & toMask), value);
    }`,
  },
  {
    name: "a claim without compare-exchange",
    find: "if (Atomics.compareExchange(words, from + HEAD, head, (head + count) | 0) !== head) continue;",
    replace: "Atomics.store(words, from + HEAD, (head + count) | 0);",
  },
  {
    name: "two looks that do not belong together are trusted",
    find: "    if (held > fromMask + 1) continue;\n",
    replace: '    if (held > fromMask + 1) throw new Error("held more than there is");\n',
  },
  {
    name: "a thief publishes what it also returns",
    find: "const last = (tail + count - 1) | 0;",
    replace: "const last = (tail + count) | 0;",
  },
  {
    name: "a thief does not look at its own room",
    find: "  if (((tail - Atomics.load(words, to + HEAD)) | 0) > room) return EMPTY;\n",
    replace: "",
  },
  {
    name: "counts compared without wrapping",
    find: "if (((tail - Atomics.load(words, at + HEAD)) | 0) > mask) return false;",
    replace: "if (tail - Atomics.load(words, at + HEAD) > mask) return false;",
  },
  {
    name: "overflow forgets the thieves",
    find: "return Atomics.compareExchange(words, at + HEAD, head, (head + count) | 0) === head ? count : 0;",
    replace: "Atomics.store(words, at + HEAD, (head + count) | 0); return count;",
  },
];

export const RING_PROOF: Proof<RingModule> = { file: "ring.ts", scenarios, mutants };
