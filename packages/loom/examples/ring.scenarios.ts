/**
 * Scenarios for the ring: an owner that pushes and pops, and stealers. Every value must be taken exactly once, by
 * whomever, or be in the ring still. Rings of 2 and 4 slots make each protocol step happen within few operations;
 * the first index puts the wrap of the counts, and of their sign, inside the scenario.
 */

import { join, label, spawn } from "@mailslot/loom";
import type { Scenario } from "./mutants.js";
import type { Overflow } from "./ring.js";

/** What the scenarios use of `ring.ts`, so that mutants can take its place. */
export interface RingModule {
  readonly Ring: {
    new (
      words: Int32Array,
      capacity: number,
    ): {
      push(value: number, overflow: Overflow): void;
      pop(): number | undefined;
      stealInto(target: unknown): number;
    };
    init(words: Int32Array, first?: number): void;
    wordsFor(capacity: number): number;
  };
}

export interface RingCase {
  readonly capacity: number;
  readonly first: number;
  /** What the owner does: "+" pushes the next value, "-" pops. */
  readonly owner: string;
  /** What each stealer does: "s" steals into a ring of its own, "t" does so from the first thief, "-" pops from that, "+" pushes a value of its own. */
  readonly stealers: readonly string[];
}

const VALUES = 8;

/** Makes the model of a case. */
export function ringModel({ Ring }: RingModule, { capacity, first, owner, stealers }: RingCase): () => void {
  return () => {
    const make = (from: number): Int32Array => {
      const words = new Int32Array(new SharedArrayBuffer(4 * Ring.wordsFor(capacity)));
      Ring.init(words, from);
      return words;
    };
    const shared = make(first);
    const taken = new Uint8Array(new SharedArrayBuffer((stealers.length + 1) * 16));
    labelRing(shared, "", capacity);
    const rings = stealers.map((_, at) => labelRing(make(first), `thief${at + 1}.`, capacity));
    const threads = stealers.map((actions, at) =>
      spawn(
        () => {
          const own = new Ring(rings[at]!, capacity);
          const victims = [new Ring(shared, capacity), new Ring(rings[0]!, capacity)];
          act(actions, own, victims, 10 * (at + 1), (value) => count(taken, at + 1, value));
        },
        `thief ${at + 1}`,
      ),
    );
    const ring = new Ring(shared, capacity);
    act(owner, ring, [], 0, (value) => count(taken, 0, value));
    join(...threads);
    const held = [shared, ...rings].flatMap((words) => heldBy(new Ring(words, capacity), capacity));
    check(taken, stealers, owner, held);
  };
}

type RingLike = InstanceType<RingModule["Ring"]>;

function act(
  actions: string,
  own: RingLike,
  victims: readonly RingLike[],
  base: number,
  take: (value: number) => void,
): void {
  let next = base;
  for (const action of actions) {
    if (action === "+") own.push(++next, (values) => values.forEach(take));
    else if (action === "s" || action === "t") victims[action === "s" ? 0 : 1]!.stealInto(own);
    else {
      const value = own.pop();
      if (value !== undefined) take(value);
    }
  }
}

function labelRing(words: Int32Array, prefix: string, capacity: number): Int32Array {
  label(words, `${prefix}head`, 0);
  label(words, `${prefix}tail`, 1);
  label(words, `${prefix}slot`, 2, 2 + capacity);
  return words;
}

function slotFor(value: number): number {
  return (Math.floor(value / 10) * 5 + (value % 10)) % 16;
}

function count(taken: Uint8Array, thread: number, value: number): void {
  taken[thread * 16 + slotFor(value)]!++;
}

/** Throws unless each value that was pushed has been taken once or is held by one ring once. */
function check(taken: Uint8Array, stealers: readonly string[], owner: string, held: readonly number[]): void {
  for (const [thread, actions] of [owner, ...stealers].entries()) {
    const pushed = [...actions].filter((action) => action === "+").length;
    for (let value = thread * 10 + 1; value <= thread * 10 + pushed; value++) {
      let times = held.filter((other) => other === value).length;
      for (let by = 0; by <= stealers.length; by++) times += taken[by * 16 + slotFor(value)]!;
      if (times !== 1) throw new Error(`value ${value} was taken ${times} times`);
    }
  }
  const strays = held.filter((value) => value % 10 === 0 || value % 10 > VALUES);
  if (strays.length > 0) throw new Error(`the rings hold ${strays.join(", ")}, which no thread pushed`);
}

function heldBy(ring: RingLike, capacity: number): number[] {
  const held: number[] = [];
  for (let value = ring.pop(); value !== undefined; value = ring.pop()) {
    if (held.length === capacity) throw new Error("a ring holds more than its capacity");
    held.push(value);
  }
  return held;
}

function scenario(name: string, why: string, ring: RingCase): Scenario<RingModule> {
  return { name, why, model: (module) => ringModel(module, ring) };
}

// Where the sign of the counts changes within few operations, and where they wrap to zero.
const SIGN = 2 ** 31 - 2;
const ZERO = -2;

export const RING_SCENARIOS: readonly Scenario<RingModule>[] = [
  scenario("pushes and pops against one thief", "pop and steal compete for the last values; the counts wrap to zero", {
    capacity: 4,
    first: ZERO,
    owner: "++-+-",
    stealers: ["s-"],
  }),
  scenario(
    "an overflowing owner against one thief",
    "the ring is full while a thief copies and claims; the counts change their sign",
    { capacity: 2, first: SIGN, owner: "+++", stealers: ["s-"] },
  ),
  scenario("two thieves on a ring of two", "thieves claim what both have copied", {
    capacity: 2,
    first: SIGN,
    owner: "+++",
    stealers: ["s-", "s-"],
  }),
  scenario(
    "an owner that goes round under a thief's eyes",
    "the owner pops and pushes past the thief's look at head before its look at tail; the thief's ring holds a value",
    { capacity: 2, first: 0, owner: "++--++", stealers: ["+s-"] },
  ),
  scenario(
    "a thief whose own ring holds values",
    "the thief's ring is neither empty nor at the same count as the victim's",
    { capacity: 4, first: SIGN, owner: "++", stealers: ["+s--"] },
  ),
  scenario("a thief over half full", "it takes nothing, since what it steals would lie over what it holds", {
    capacity: 2,
    first: SIGN,
    owner: "++-+",
    stealers: ["++s-"],
  }),
  scenario("a thief that is stolen from", "another thread sees what a thief publishes in its own ring", {
    capacity: 4,
    first: SIGN,
    owner: "++",
    stealers: ["s", "t-"],
  }),
];

/** A thief that looks at the head, and claims when it is where it was, but by another round: only narrow indices come round so soon. */
export const ROUND_TRIP: RingCase = { capacity: 2, first: 0, owner: "++--++--", stealers: ["s"] };
