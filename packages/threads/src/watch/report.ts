/** What is told of a worker that is stuck: what it runs, and where it is. */

import { kindOf, RUNNING, runnerOf } from "../atomic/job-block.js";
import type { JobTable } from "../job/table.js";
import { BLOCKS, JOB, type Memory } from "../thread/memory.js";
import type { Whereabouts } from "./stack.js";

/** A worker that has something to do, and does not move. */
export interface StuckWorker {
  /** The number of the worker. */
  readonly worker: number;
  /** For how long it has not moved, in milliseconds, at least. */
  readonly after: number;
  /** The name of the job or task that it runs. When it cannot be asked, those of the jobs that it has begun, with commas; empty if there is none. */
  readonly name: string;
  /**
   * Where it is, a line for each call, the innermost first. Undefined if it cannot be asked: it is in native code, or these
   * threads were started on a worker.
   */
  readonly stack: string | undefined;
  /** Ends the worker, as if it had died, and another takes its place. Does nothing if it has ended. */
  end(): void;
}

/** Makes the report. */
export function stuckWorker(
  memory: Memory,
  table: JobTable,
  worker: number,
  after: number,
  where: Whereabouts | null,
  end: () => void,
): StuckWorker {
  const name = where === null ? begunBy(memory, table, worker).join(", ") : where.name;
  return { worker, after, name, stack: where?.stack, end };
}

/** Returns the names of the jobs of others that a worker has begun. */
function begunBy(memory: Memory, table: JobTable, worker: number): string[] {
  const { words, places } = memory;
  const names = new Set<string>();
  for (let owner = 0; owner < places.threads; owner++)
    for (let block = 0; block < BLOCKS; block++) {
      const at = memory.blockAt(owner, block);
      if (kindOf(words, at) !== RUNNING || runnerOf(words, at) !== worker) continue;
      const job = table.jobs[words[at + JOB] as number];
      if (job !== undefined) names.add(job.name);
    }
  return [...names];
}

/** Warns, where nobody listens. */
export function warnOfStuck({ worker, after, name, stack }: StuckWorker): void {
  const what = name === "" ? "" : `, and runs ${name}`;
  const where = stack === undefined ? ", in native code" : `:\n${stack}\n`;
  console.warn(
    `worker ${worker} has not moved for ${after / 1000} s${what}${where}` +
      `${stack === undefined ? ". " : ""}What waits for it waits: split the work, listen by onStuck, or let it take longer by stuckAfter`,
  );
}
