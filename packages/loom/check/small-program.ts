/** Small random programs over a few shared words: what the engine and the independent reference are compared on. */

export type Instruction =
  | { readonly op: "load" | "read"; readonly word: number }
  | { readonly op: "store" | "write" | "add" | "exchange"; readonly word: number; readonly value: number }
  | { readonly op: "cas"; readonly word: number; readonly expected: number; readonly value: number }
  | { readonly op: "wait"; readonly word: number; readonly expected: number; readonly timed: boolean }
  | { readonly op: "notify"; readonly word: number; readonly count: number }
  | { readonly op: "spin"; readonly word: number; readonly value: number; readonly rounds: number }
  | { readonly op: "choose"; readonly count: number }
  /** Leaves out the next instruction if the last result was `value`. */
  | { readonly op: "skip"; readonly value: number };

export interface SmallProgram {
  readonly words: number;
  /** Whether word 0 is declared racy. */
  readonly racy: boolean;
  readonly threads: readonly (readonly Instruction[])[];
}

/** What a program is made of: the weight of each kind of instruction. */
export interface Recipe {
  readonly weights: Readonly<Record<Instruction["op"], number>>;
  readonly maxInstructions: number;
  readonly racyShare: number;
  /** How many threads there are. Default: two, or now and then three. */
  readonly threads?: number;
  /** How many words they share at most. Default: 3. */
  readonly words?: number;
}

export const ATOMIC: Recipe = {
  weights: {
    load: 4,
    store: 4,
    add: 2,
    exchange: 2,
    cas: 4,
    wait: 0,
    notify: 0,
    spin: 0,
    read: 0,
    write: 0,
    choose: 1,
    skip: 3,
  },
  maxInstructions: 8,
  racyShare: 0,
};

export const WAITING: Recipe = {
  weights: {
    load: 1,
    store: 4,
    add: 2,
    exchange: 1,
    cas: 2,
    wait: 5,
    notify: 5,
    spin: 2,
    read: 0,
    write: 0,
    choose: 0,
    skip: 2,
  },
  maxInstructions: 8,
  racyShare: 0,
};

export const PLAIN: Recipe = {
  weights: {
    load: 4,
    store: 4,
    add: 1,
    exchange: 1,
    cas: 2,
    wait: 1,
    notify: 1,
    spin: 3,
    read: 4,
    write: 4,
    choose: 0,
    skip: 4,
  },
  maxInstructions: 7,
  racyShare: 0.25,
};

/** Many threads that read and write a word or two: steps that race with several others at once. */
export const CONTENDED: Recipe = {
  weights: { ...ATOMIC.weights, load: 6, store: 4, cas: 1, add: 0, exchange: 0, choose: 0, skip: 2 },
  maxInstructions: 7,
  racyShare: 0,
  threads: 4,
  words: 2,
};

export type Draw = (bound: number) => number;

/** Makes a generator of random whole numbers below a bound (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

/** Draws a program: the same for the same seed and recipe. */
export function smallProgram(seed: number, recipe: Recipe): SmallProgram {
  const draw = drawFrom(Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995);
  const threads = recipe.threads ?? 2 + (draw(3) === 0 ? 1 : 0);
  const words = 1 + draw(recipe.words ?? 3);
  const total = threads + draw(recipe.maxInstructions - threads + 1);
  const lists: Instruction[][] = Array.from({ length: threads }, () => []);
  for (let i = 0; i < total; i++) lists[i < threads ? i : draw(threads)]!.push(instruction(draw, recipe, words));
  return { words, racy: draw(1_000) < recipe.racyShare * 1_000, threads: lists };
}

function instruction(draw: Draw, recipe: Recipe, words: number): Instruction {
  const word = draw(words);
  const value = draw(3);
  const op = pick(draw, recipe);
  switch (op) {
    case "load":
    case "read":
      return { op, word };
    case "cas":
      return { op, word, expected: draw(3), value };
    case "wait":
      return { op, word, expected: draw(2), timed: draw(3) === 0 };
    case "notify":
      return { op, word, count: 1 + draw(2) };
    case "spin":
      return { op, word, value, rounds: draw(3) === 0 ? 2 : Number.POSITIVE_INFINITY };
    case "choose":
      return { op, count: 2 };
    case "skip":
      return { op, value };
    default:
      return { op, word, value };
  }
}

function pick(draw: Draw, { weights }: Recipe): Instruction["op"] {
  const entries = Object.entries(weights) as [Instruction["op"], number][];
  let left = draw(entries.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [op, weight] of entries) if ((left -= weight) < 0) return op;
  throw new Error("weights are empty");
}
