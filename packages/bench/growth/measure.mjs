// Measures how the cost of an operation grows with the number of members: for n, 4n and 16n of them, in processor time.
// 16 copies of n are alive together, 4 of 4n, 1 of 16n, and take turns phase by phase: so the same number of members is alive at
// every size, and what a larger heap costs (caches that miss, a collector that copies) is the same for all. n itself is as large
// as makes a measurement last; the least of several rounds counts, since whatever comes in the way only adds. Where caches end, or
// an array becomes one of V8's large objects, the cost jumps once: a row that is too high is measured at another size as well.
import { machine } from "./machine.mjs";

const FACTORS = [1, 4, 16];
const LARGEST = 16;
const ROUNDS = 4;

/** In microseconds: what takes so long is little disturbed, and is measured half as often. */
const LONG = 200_000;

/** How often a row that is too high, or too low to be true, is measured again: another program may have been in the way. */
const AGAIN = 3;

/** In microseconds: what a measurement lasts at least, unless that takes more than MOST_MEMBERS. */
const SHORTEST = 20_000;

/** A quarter of a million members of a few hundred bytes are what a process has memory and time for. */
const MOST_MEMBERS = 1 << 18;

/**
 * The most that an exponent may be before the check fails: 1 is in proportion, a square is 2. From 500 members on, n log n
 * is at most 1.14.
 */
export const MOST = 1.15;

/** Below this a row is measured again, but does not fail: members that cost less the more they are have a large fixed cost. */
const LEAST = 0.85;

/** Above this, twice, nothing that is in the way explains it, and a row is not measured again. */
const CERTAIN = 1.6;

/**
 * Answers the exponent of `run`, the sizes, their times in microseconds, and the exponents found before: a row is measured again,
 * from nothing, while it is doubtful. `run` is a function of n, or a generator function that yields between its phases; a promise
 * that it yields is awaited. What grows too fast does so each time and at every size: an exponent that is too high counts if
 * all are, and those of `size` itself in many copies as well.
 */
export async function growth(run, size, means = machine) {
  const first = await growthAt(run, size, means, "members");
  if (first.exponent <= MOST || isCertain(first)) return first;
  const second = await growthAt(run, size, means, "copies");
  const [lower, higher] = second.exponent < first.exponent ? [second, first] : [first, second];
  return { ...lower, before: [...higher.before, higher.exponent, ...lower.before] };
}

/** Measures with so many more members, or copies, as makes a measurement last; answers the most credible of the results. */
async function growthAt(run, size, { collect, watch }, more) {
  let { n, fold, least } = await lasting(size, 1);
  const rounds = least > LONG ? ROUNDS / 2 : ROUNDS;
  const results = [await attempt(rounds)];
  while (isDoubtful(results.at(-1).exponent) && !isCertain(told(results)) && results.length <= AGAIN) {
    results.push(await attempt(2 * rounds));
  }
  return told(results);

  async function attempt(rounds) {
    let times = await measure(rounds);
    // The code may have become faster since n was chosen.
    while (times[0] * LARGEST * fold < SHORTEST / 2 && mayDouble(n * fold)) {
      if (more === "members") n *= 2;
      else fold *= 2;
      times = await measure(rounds);
    }
    // The slope of the line through the three points by least squares, which is that from the first to the last.
    const exponent = Math.log(times[2] / times[0]) / Math.log(LARGEST);
    return { exponent, sizes: FACTORS.map((factor) => n * factor), times };
  }

  async function measure(rounds) {
    const times = FACTORS.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < rounds; round++) {
      for (const index of round % 2 === 0 ? [0, 1, 2] : [2, 1, 0]) {
        const copies = (fold * LARGEST) / FACTORS[index];
        times[index] = Math.min(times[index], (await cost(n * FACTORS[index], copies)) / copies);
      }
    }
    return times;
  }

  /** Doubles one of both until a measurement lasts. The code has been optimized when the second half of the tries begins. */
  async function lasting(n, fold) {
    let least = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 4; attempt++) {
      least = Math.min(least, await cost(n, fold * LARGEST));
      if (least > LONG) break;
    }
    if (least >= SHORTEST || !mayDouble(n * fold)) return { n, fold, least };
    return more === "members" ? lasting(2 * n, fold) : lasting(n, 2 * fold);
  }

  async function cost(n, copies) {
    await collect();
    const taken = watch();
    let alive = Array.from({ length: copies }, () => phases(run, n));
    while (alive.length > 0) {
      const steps = alive.map((copy) => copy.next());
      alive = alive.filter((_, index) => !steps[index].done);
      const waits = steps.map(({ value }) => value).filter((value) => value instanceof Promise);
      if (waits.length > 0) await Promise.all(waits);
    }
    return taken();
  }
}

const mayDouble = (size) => 2 * LARGEST * size <= MOST_MEMBERS;

const isDoubtful = (exponent) => exponent < LEAST || exponent > MOST;

const isCertain = ({ exponent, before }) => [exponent, ...before].filter((found) => found >= CERTAIN).length > 1;

/** The last result, which is not doubtful, or else the lowest; what else was found stands in `before`. */
function told(results) {
  const last = results.at(-1);
  const taken = isDoubtful(last.exponent)
    ? results.reduce((one, other) => (other.exponent < one.exponent ? other : one))
    : last;
  return { ...taken, before: results.filter((result) => result !== taken).map(({ exponent }) => exponent) };
}

function* phases(run, n) {
  const result = run(n);
  if (typeof result?.next === "function") return yield* result;
  yield result;
}
