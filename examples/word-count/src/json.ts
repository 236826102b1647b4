// The result for programs: one JSON object on one line.
import { relative } from "node:path";
import type { Result } from "./pipeline.js";
import { mostFrequent } from "./words.js";

/** What surrounds a result. */
export interface Run {
  readonly folder: string;
  readonly ms: number;
  /** How many of the most frequent words to show. */
  readonly top: number;
}

/** Formats a result. */
export function toJson({ sum, skipped, stages, pipes }: Result, { folder, ms, top }: Run): string {
  const files = [...sum.files].map(([path, words]) => ({ path: relative(folder, path), words }));
  return JSON.stringify({
    folder,
    words: sum.words,
    bytes: sum.bytes,
    ms: Math.round(ms),
    top: mostFrequent(sum.frequencies, top),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped: skipped.map(({ path, ...rest }) => ({ path: relative(folder, path), ...rest })),
    stages,
    pipes: pipes.map(({ name, capacity, messages, peak }) => ({ name, capacity, messages, peak })),
  });
}
