// What the workers run: searching some files. The main program imports this module for the job, each worker as its entry.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineJob } from "@mailslot/threads";

/** Some files to be searched. */
export interface Batch {
  readonly folder: string;
  /** Relative to the folder. */
  readonly paths: readonly string[];
  /** What a line must match. */
  readonly expression: RegExp;
}

/** A line that matches. */
export interface Match {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** A file or folder that was left out. */
export interface Skipped {
  readonly path: string;
  /** "binary", or the code of an error, such as "EACCES". */
  readonly reason: string;
}

/** What was found in a batch. */
export interface Found {
  readonly matches: readonly Match[];
  readonly skipped: readonly Skipped[];
  readonly bytes: number;
}

// A file that has a zero byte so near its beginning is binary.
const HEAD = 64 * 1024;

/** Searches files line by line. */
export const search = defineJob("search", ({ folder, paths, expression }: Batch): Found => {
  const matches: Match[] = [];
  const skipped: Skipped[] = [];
  let bytes = 0;
  for (const path of paths) {
    const content = read(join(folder, path));
    if (typeof content === "string") skipped.push({ path, reason: content });
    else if (content.subarray(0, HEAD).includes(0)) skipped.push({ path, reason: "binary" });
    else {
      bytes += content.length;
      searchText(path, content.toString(), expression, matches);
    }
  }
  return { matches, skipped, bytes };
});

/** Returns the code of the error if the file cannot be read. */
function read(path: string): Buffer | string {
  try {
    // A worker has nothing else to do meanwhile, and this is the shortest way to the bytes.
    return readFileSync(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function searchText(path: string, text: string, expression: RegExp, matches: Match[]): void {
  let [line, from] = [0, 0];
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    const to = end === -1 ? text.length : end;
    const one = text.slice(from, to);
    line++;
    if (expression.test(one)) matches.push({ path, line, text: one });
    from = to + 1;
  }
}
