// The files below a folder, in the order of their names, in batches that are worth a job.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Skipped } from "./search.js";

/** A file to be searched. */
interface File {
  /** Relative to the folder. */
  readonly path: string;
  readonly bytes: number;
}

// A batch of so much takes about a millisecond, beside which a job costs little.
const MOST_BYTES = 256 * 1024;
const MOST_FILES = 64;

/** Cuts the files below a folder into batches of paths. What cannot be listed is pushed to `skipped`. */
export async function* batchesBelow(
  folder: string,
  skip: ReadonlySet<string>,
  skipped: Skipped[],
): AsyncGenerator<readonly string[], void> {
  let [paths, bytes]: [string[], number] = [[], 0];
  for await (const file of filesBelow(folder, "", skip, skipped)) {
    paths.push(file.path);
    bytes += file.bytes;
    if (bytes < MOST_BYTES && paths.length < MOST_FILES) continue;
    yield paths;
    [paths, bytes] = [[], 0];
  }
  if (paths.length > 0) yield paths;
}

async function* filesBelow(
  root: string,
  below: string,
  skip: ReadonlySet<string>,
  skipped: Skipped[],
): AsyncGenerator<File, void> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(codeOf);
  if (typeof entries === "string") return void skipped.push({ path: below === "" ? "." : below, reason: entries });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) {
      if (!skip.has(entry.name)) yield* filesBelow(root, path, skip, skipped);
    } else if (entry.isFile()) {
      const found = await stat(join(root, path)).catch(codeOf);
      if (typeof found === "string") skipped.push({ path, reason: found });
      else yield { path, bytes: found.size };
    }
  }
}

function codeOf(error: NodeJS.ErrnoException): string {
  if (error.code === undefined) throw error;
  return error.code;
}
