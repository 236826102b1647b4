/**
 * The state word of a job, as shipped: who begins a job, and what its owner is told, whoever steals, joins, cancels or dies. What
 * threads find in a ring is only a hint here: every one of them may try at any moment.
 */

import { join, label, spawn } from "@mailslot/loom";
import type { Mutant, Proof, Scenario } from "./proof.js";

interface BlockModule {
  readonly FREE: number;
  readonly QUEUED: number;
  readonly RUNNING: number;
  readonly DONE: number;
  readonly LOST: number;
  readonly LEFT: number;
  readonly ORPHANED: number;
  kindOf(words: Int32Array, at: number): number;
  runnerOf(words: Int32Array, at: number): number;
  offer(words: Int32Array, at: number): void;
  begin(words: Int32Array, at: number, thread: number): boolean;
  cancel(words: Int32Array, at: number): boolean;
  finish(words: Int32Array, at: number, thread: number): boolean;
  release(words: Int32Array, at: number): void;
  lose(words: Int32Array, at: number, thread: number): boolean;
  orphan(words: Int32Array, at: number): void;
}

// Words: the state, the payload, how often jobs 1 and 2 were run, and how often the owner was told of them.
const STATE = 0;
const PAYLOAD = 1;
const RUNS = 2;
const TOLD = 5;

function shared(): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(36));
  label(words, "state", STATE);
  label(words, "payload", PAYLOAD);
  label(words, "runs", RUNS, RUNS + 3);
  label(words, "told", TOLD, TOLD + 3);
  return words;
}

/** A runner: begins what it finds, runs it, and says so. The payload is plain memory, so that an access out of turn is a race. */
function run(block: BlockModule, words: Int32Array, thread: number): boolean {
  if (!block.begin(words, STATE, thread)) return false;
  const job = words[PAYLOAD]!;
  Atomics.add(words, RUNS + job, 1);
  words[PAYLOAD] = job + 10;
  return block.finish(words, STATE, thread);
}

/** The owner: makes a job; later takes its result, if it is there. */
function make(block: BlockModule, words: Int32Array, job: number): void {
  words[PAYLOAD] = job;
  block.offer(words, STATE);
}

function settle(block: BlockModule, words: Int32Array, job: number): boolean {
  const kind = block.kindOf(words, STATE);
  if (kind === block.QUEUED || kind === block.RUNNING) return false;
  if (kind === block.DONE || kind === block.LEFT)
    expect(words[PAYLOAD] === job + 10, "the result is not that of the job");
  Atomics.add(words, TOLD + job, 1);
  block.release(words, STATE);
  return true;
}

/** Joins in place what nobody has begun. */
function joinInPlace(block: BlockModule, words: Int32Array, job: number, self: number): boolean {
  if (!block.begin(words, STATE, self)) return false;
  Atomics.add(words, RUNS + job, 1);
  Atomics.add(words, TOLD + job, 1);
  block.release(words, STATE);
  return true;
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const scenarios: readonly Scenario<BlockModule>[] = [
  {
    name: "two thieves and a join in place",
    why: "three threads want to begin one job",
    model: (block) => () => {
      const words = shared();
      make(block, words, 1);
      const thieves = [1, 2].map((thread) => spawn(() => void run(block, words, thread), `thief ${thread}`));
      const joined = joinInPlace(block, words, 1, 3);
      join(...thieves);
      if (!joined) expect(settle(block, words, 1), "the job has not ended");
      expect(Atomics.load(words, RUNS + 1) === 1, `the job was run ${Atomics.load(words, RUNS + 1)} times`);
      expect(Atomics.load(words, TOLD + 1) === 1, "the owner was not told once");
      expect(block.kindOf(words, STATE) === block.FREE, "the block is not free");
    },
  },
  {
    name: "a cancellation against a thief, and reuse of the block",
    why: "a thief has a stale hint of a block that holds another job by now",
    model: (block) => () => {
      const words = shared();
      make(block, words, 1);
      const thief = spawn(() => {
        run(block, words, 1);
        run(block, words, 1);
      }, "thief");
      const cancelled = block.cancel(words, STATE);
      const settled = cancelled || settle(block, words, 1);
      if (settled) make(block, words, 2);
      join(thief);
      const told = settle(block, words, settled ? 2 : 1);
      if (!told) expect(block.cancel(words, STATE), "the job is neither ended nor waiting");
      expect(Atomics.load(words, RUNS + 1) === (cancelled ? 0 : 1), "a cancelled job was run, or another was not");
      expect(Atomics.load(words, RUNS + 2) <= 1, "the second job was run twice");
      expect(Atomics.load(words, TOLD + 1) === (cancelled ? 0 : 1), "the owner was not told of the first job once");
    },
  },
  {
    name: "the death of a runner",
    why: "it is buried before it begins, in the middle, or when it has finished, while another thief looks",
    model: (block) => () => {
      const words = shared();
      const dead = 1;
      make(block, words, 1);
      // Dies after `steps` steps: 0 nothing, 1 begun, 2 finished.
      const runner = spawn(() => {
        if (!block.begin(words, STATE, dead)) return;
        const job = words[PAYLOAD]!;
        Atomics.add(words, RUNS + job, 1);
        words[PAYLOAD] = job + 10;
        if (Atomics.load(words, 8) === 0) block.finish(words, STATE, dead);
      }, "dies");
      const other = spawn(() => void run(block, words, 2), "thief");
      Atomics.store(words, 8, 1);
      join(runner); // dead
      const mustLook = block.lose(words, STATE, dead);
      join(other);
      const kind = block.kindOf(words, STATE);
      expect(mustLook === (kind === block.LOST || kind === block.LEFT), "the owner is sent to a block for nothing");
      expect(kind !== block.RUNNING && kind !== block.QUEUED, "a job of the dead goes on");
      expect(kind !== block.DONE || block.runnerOf(words, STATE) === 2, "nobody is sent to what the dead had finished");
      expect(settle(block, words, 1), "the owner is told of nothing");
      expect(Atomics.load(words, RUNS + 1) === 1, "the job was not run once");
    },
  },
  {
    name: "the death of an owner",
    why: "it is buried while its job is begun, run and finished by another",
    model: (block) => () => {
      const words = shared();
      make(block, words, 1);
      const runner = spawn(() => {
        if (block.begin(words, STATE, 2) && block.finish(words, STATE, 2)) Atomics.add(words, TOLD, 1);
      }, "runner");
      block.orphan(words, STATE);
      // The thread that takes its place makes a job in the block as soon as that is free.
      const buried = block.kindOf(words, STATE);
      const reused = buried === block.FREE;
      if (reused) block.offer(words, STATE);
      join(runner);
      const kind = block.kindOf(words, STATE);
      const told = Atomics.load(words, TOLD) === 1;
      const left = reused ? block.QUEUED : block.FREE;
      const right = kind === (told ? block.DONE : left);
      expect(right, "the block of a dead owner stays taken, or loses another's job");
      expect(buried !== block.ORPHANED || kind === block.FREE, "a job that was forgotten has ended all the same");
    },
  },
  {
    name: "the deaths of both",
    why: "a job is orphaned, then its runner dies as well",
    model: (block) => () => {
      const words = shared();
      make(block, words, 1);
      const runner = spawn(() => {
        if (block.begin(words, STATE, 1) && Atomics.load(words, 8) === 0) block.finish(words, STATE, 1);
      }, "dies");
      Atomics.store(words, 8, 1);
      block.orphan(words, STATE);
      join(runner);
      block.lose(words, STATE, 1);
      // What had ended is left to the successor of its owner.
      const kind = block.kindOf(words, STATE);
      expect(kind === block.FREE || kind === block.LEFT, "a block that nobody is left for stays taken");
    },
  },
];

const mutants: readonly Mutant[] = [
  {
    name: "a job is begun without compare-exchange",
    find: "return Atomics.compareExchange(words, at, QUEUED, RUNNING | (thread << KIND_BITS)) === QUEUED;",
    replace:
      "if ((Atomics.load(words, at) & KIND_MASK) !== QUEUED) return false; Atomics.store(words, at, RUNNING | (thread << KIND_BITS)); return true;",
  },
  {
    name: "a cancellation does not look who was faster",
    find: "return Atomics.compareExchange(words, at, QUEUED, FREE) === QUEUED;",
    replace:
      "if ((Atomics.load(words, at) & KIND_MASK) !== QUEUED) return false; Atomics.store(words, at, FREE); return true;",
  },
  {
    name: "the runner does not look whether its owner has died",
    find: `  if (Atomics.compareExchange(words, at, running, DONE | (thread << KIND_BITS)) === running) return true;
  Atomics.store(words, at, FREE);
  return false;`,
    replace: "  Atomics.store(words, at, DONE | (thread << KIND_BITS));\n  return running !== 0;",
  },
  {
    name: "what a dead thread had finished is forgotten",
    find: "  if (Atomics.compareExchange(words, at, done, LEFT | runner) === done) return true;\n",
    replace: "",
  },
  {
    name: "a death takes the jobs of all",
    find: `  const running = RUNNING | runner;
  if (Atomics.compareExchange(words, at, running, LOST | runner) === running) return true;
  const done`,
    replace: `  const running = Atomics.load(words, at);
  if ((running & KIND_MASK) === RUNNING) { Atomics.store(words, at, LOST | runner); return true; }
  const done`,
  },
  {
    name: "an orphan's runner that dies leaves the block taken",
    find: "  Atomics.compareExchange(words, at, ORPHANED | runner, FREE);\n",
    replace: "",
  },
  {
    name: "a job that runs is freed when its owner dies",
    find: "const next = kind === RUNNING ? state - RUNNING + ORPHANED : FREE;",
    replace: "const next = FREE;",
  },
  {
    name: "offered before the state can be seen with its payload",
    find: "  Atomics.store(words, at, QUEUED);",
    replace: "  words[at] = QUEUED;",
  },
];

export const BLOCK_PROOF: Proof<BlockModule> = { file: "job-block.ts", scenarios, mutants };
