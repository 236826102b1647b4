/** A real worker thread that executes its part of small programs, many rounds each, in step with the other workers. */

import { parentPort, workerData } from "node:worker_threads";
import { execute } from "./interpreter.js";
import type { SmallProgram } from "./small-program.js";

/** What a worker is told to execute: round r works on words of its own, from `r * program.words`. */
export interface Job {
  readonly program: SmallProgram;
  readonly rounds: number;
  readonly words: SharedArrayBuffer;
  readonly results: SharedArrayBuffer;
  readonly barrier: SharedArrayBuffer;
}

const SPINS = 2_000;

function meet(barrier: Int32Array, target: number): void {
  Atomics.add(barrier, 0, 1);
  for (let spins = 0; Atomics.load(barrier, 0) < target; spins++) {
    if (spins > SPINS) Atomics.wait(barrier, 0, Atomics.load(barrier, 0), 1);
  }
}

function run({ program, rounds, words, results, barrier }: Job, id: number): void {
  const threads = program.threads.length;
  const counter = new Int32Array(barrier);
  const out = new Float64Array(results);
  let delays = id * 7 + 1;
  for (let round = 0; round < rounds; round++) {
    const own = new Int32Array(words, round * program.words * 4, program.words);
    meet(counter, threads * (round + 1));
    delays = (delays * 1_103_515_245 + 12_345) & 0x7fffffff;
    for (let i = delays % 64; i > 0; i--) Atomics.load(own, 0);
    out[round * threads + id] = execute(program.threads[id]!, own, () => 0);
  }
}

const { id } = workerData as { id: number };
parentPort!.on("message", (job: Job) => {
  if (id < job.program.threads.length) run(job, id);
  parentPort!.postMessage("done");
});
