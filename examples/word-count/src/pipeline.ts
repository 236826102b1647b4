// The pipeline: walk, read, count, merge, with a bounded channel between each two. The scope ends when all tasks have
// ended: a failure of one cancels the others, and so does the signal.
import { type Operation, type Scope, scope, type Task, type Wait } from "@mailslot/core";
import type { Disk } from "./disk.js";
import { Pipe, type StageCounters, stageCounters } from "./pipe.js";
import { type Chunk, type Count, count, merge, type Progress, read, type Skipped, type Sum, walk } from "./stages.js";

const COUNTERS = 2;

/** What to count, and how. */
export interface Plan {
  readonly disk: Disk;
  readonly folder: string;
  readonly skip: ReadonlySet<string>;
  /** How many files are read at once. */
  readonly workers: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/** What was counted, and how the pipeline went. */
export interface Result {
  readonly sum: Sum;
  readonly skipped: readonly Skipped[];
  readonly stages: readonly StageCounters[];
  readonly pipes: readonly Pipe<unknown>[];
}

/** Counts the words of all files below a folder. Fails with `CancelledError` when the signal aborts. */
export function countFolder({ disk, folder, skip, workers, progress, signal }: Plan): Operation<Result> {
  const paths = new Pipe<string>("paths", 64);
  const chunks = new Pipe<Chunk>("chunks", 16);
  const counts = new Pipe<Count>("counts", 16);
  const stages = {
    walk: stageCounters("walk", 1),
    read: stageCounters("read", workers),
    count: stageCounters("count", COUNTERS),
    merge: stageCounters("merge", 1),
  };

  return scope(
    function* pipeline(tasks) {
      const walker = tasks.go(() => walk(disk, folder, skip, paths, stages.walk, progress), { name: "walk" });
      const readers = start(tasks, "read", workers, () => read(disk, paths, chunks, stages.read, progress));
      const counters = start(tasks, "count", COUNTERS, () => count(chunks, counts, stages.count));
      const merger = tasks.go(() => merge(counts, stages.merge), { name: "merge" });

      const skipped = yield* walker;
      paths.close();
      for (const reader of readers) skipped.push(...(yield* reader));
      chunks.close();
      for (const counter of counters) yield* counter;
      counts.close();
      const sum = yield* merger;
      return { sum, skipped, stages: Object.values(stages), pipes: [paths, chunks, counts] };
    },
    { signal },
  );
}

function start<T>(tasks: Scope, name: string, many: number, body: () => Generator<Wait, T, unknown>): Task<T>[] {
  return Array.from({ length: many }, (_, n) => tasks.go(body, { name: `${name} ${n + 1}` }) as Task<T>);
}
