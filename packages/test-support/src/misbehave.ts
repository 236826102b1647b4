/**
 * User code that may do anything, chosen by a seed. A harness puts `user.at("converter", value)` wherever the engine
 * calls into a program: it returns `value`, throws, or first does one of the harness's `acts`: re-enter, send, cancel,
 * close, end. Each run has an instance of its own.
 *
 * Invariants: every error that user code threw is in `thrown`, in order; `log` tells everything that it did.
 */
import fc from "fast-check";
import { check, checkAsync, random } from "./seeded.js";

/** What user code throws when it misbehaves; each is thrown once, so where it arrives says who was told. */
export class Misbehaved extends Error {
  readonly place: string;

  constructor(place: string, count: number) {
    super(`misbehaved, number ${count}, in ${place}`);
    this.name = "Misbehaved";
    this.place = place;
  }
}

/** What user code may do beside throwing, by name. What an act returns is ignored, what it throws is caught. */
export type Acts = Readonly<Record<string, () => unknown>>;

/** An act may call user code again; beyond this depth it behaves. */
const DEPTH = 3;
/** How many of the calls misbehave: often enough that two meet, seldom enough that something still works. */
const RATE = 0.3;

export class Misbehaving {
  /** Everything that was thrown at the engine. */
  readonly thrown: Misbehaved[];
  /** What an act threw back: an error of the engine, or one that other user code threw while the act called it. */
  readonly caught: { readonly act: string; readonly error: unknown }[];
  /** What was done, in order, in words. */
  readonly log: string[];
  private readonly draw: () => number;
  private readonly acts: Acts;
  private depth: number;
  private rate: number;

  constructor(seed: number, acts: Acts) {
    this.thrown = [];
    this.caught = [];
    this.log = [];
    this.draw = random(seed);
    this.acts = acts;
    this.depth = 0;
    this.rate = RATE;
  }

  /** Draws a whole number from 0 to `below` - 1, for what else a harness leaves to the seed. */
  below(below: number): number {
    return Math.floor(this.draw() * below);
  }

  /** Stands for user code at `place`: misbehaves, or returns `value`. */
  at<T>(place: string, value: T): T {
    if (this.depth >= DEPTH || this.draw() >= this.rate) return value;
    const names = ["throw", ...Object.keys(this.acts)];
    const name = names[this.below(names.length)] as string;
    this.log.push(`${"  ".repeat(this.depth)}${place}: ${name}`);
    if (name !== "throw") this.act(name);
    if (name === "throw" || this.draw() < 0.25) throw this.error(place);
    return value;
  }

  /** From now on user code behaves, so that a run can be wound up and looked at. */
  calm(): void {
    this.rate = 0;
  }

  private act(name: string): void {
    this.depth++;
    try {
      this.acts[name]?.();
    } catch (error) {
      this.caught.push({ act: name, error });
    } finally {
      this.depth--;
    }
  }

  private error(place: string): Misbehaved {
    const error = new Misbehaved(place, this.thrown.length + 1);
    this.thrown.push(error);
    return error;
  }
}

/** Makes user code that misbehaves as `seed` says. */
export function misbehave(seed: number, acts: Acts = {}): Misbehaving {
  return new Misbehaving(seed, acts);
}

/**
 * Runs a harness under many seeds. One that fails says what failed, and how to run that seed again. `run` makes its
 * user code with `misbehave(seed, acts)`.
 */
export function anySeed(run: (seed: number) => void, runs = 1_000): void {
  check(
    fc.property(seeds, (seed) => void run(seed)),
    { numRuns: runs },
  );
}

/** The same for a harness that awaits. */
export async function anySeedAsync(run: (seed: number) => Promise<void>, runs = 300): Promise<void> {
  await checkAsync(fc.asyncProperty(seeds, run), { numRuns: runs });
}

const seeds = fc.noShrink(fc.nat());
