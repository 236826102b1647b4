/**
 * Executes small programs on real worker threads, many times, and looks for an outcome that the model does not have.
 */

import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import * as loom from "@mailslot/loom";
import { buildSync } from "esbuild";
import { modelOf } from "./equivalence.js";
import { type Recipe, type SmallProgram, smallProgram } from "./small-program.js";
import type { Job } from "./worker.js";

/** Programs that end on real workers: no waiting, no endless spinning. Some words are plain and declared racy. */
export const REAL: Recipe = {
  weights: {
    load: 4,
    store: 4,
    add: 2,
    exchange: 2,
    cas: 3,
    wait: 0,
    notify: 0,
    spin: 0,
    read: 3,
    write: 3,
    choose: 0,
    skip: 2,
  },
  maxInstructions: 9,
  racyShare: 0.7,
};

export interface WorkersResult {
  readonly programs: number;
  readonly runs: number;
  /** Different outcomes seen, summed over the programs. */
  readonly outcomes: number;
  /** Outcomes that the model has, summed over the programs. */
  readonly modelled: number;
  readonly strays: readonly string[];
}

/**
 * Tells whether a machine may show that a plain write is delayed: it is to a racy word that is read atomically. That is not
 * modelled, see docs/semantics.md of the package.
 */
function delaysWrites({ racy, threads }: SmallProgram): boolean {
  const onRacy = threads.flat().filter((instruction) => "word" in instruction && instruction.word === 0);
  const has = (...ops: readonly string[]): boolean => onRacy.some(({ op }) => ops.includes(op));
  return racy && has("write") && has("load", "add", "exchange", "cas");
}

/** Executes programs from `seed` on, `rounds` times each, until there were `runs` runs. */
export async function checkOnWorkers(seed: number, runs: number, rounds: number): Promise<WorkersResult> {
  const pool = [0, 1, 2].map((id) => startWorker(id));
  const result = { programs: 0, runs: 0, outcomes: 0, modelled: 0, strays: [] as string[] };
  try {
    for (let at = seed; result.runs < runs; at++) {
      const program = smallProgram(at, REAL);
      const report = loom.explore(modelOf(loom, program), { keepGoing: true });
      if (delaysWrites(program) || report.outcomes.has("!data race")) continue;
      const seen = await execute(pool, program, rounds);
      result.programs++;
      result.runs += rounds;
      result.outcomes += seen.size;
      result.modelled += report.outcomes.size;
      for (const outcome of seen) if (!report.outcomes.has(outcome)) result.strays.push(`seed ${at}: ${outcome}`);
    }
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
  return result;
}

function startWorker(id: number): Worker {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
  });
  return new Worker(outputFiles[0]!.text, { eval: true, workerData: { id } });
}

async function execute(pool: readonly Worker[], program: SmallProgram, rounds: number): Promise<Set<string>> {
  const threads = program.threads.length;
  const job: Job = {
    program,
    rounds,
    words: new SharedArrayBuffer(rounds * program.words * 4),
    results: new SharedArrayBuffer(rounds * threads * 8),
    barrier: new SharedArrayBuffer(4),
  };
  const ended = pool.map((worker) => once(worker, "message"));
  for (const worker of pool) worker.postMessage(job);
  await Promise.all(ended);
  const results = new Float64Array(job.results);
  const words = new Int32Array(job.words);
  const seen = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const row = Array.from(results.subarray(round * threads, (round + 1) * threads));
    const left = Array.from(words.subarray(round * program.words, (round + 1) * program.words));
    seen.add(JSON.stringify([row, left]));
  }
  return seen;
}
