/** The index by plain synchronous calls, as locate's updatedb makes it. */
import { lstatSync, readdirSync } from "node:fs";
import type { Index } from "./index-entry.js";

export function indexPlainly(folder: string): Index {
  const index: Index = new Map();
  walk(folder, index);
  return index;
}

function walk(folder: string, index: Index): void {
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`;
    const stats = lstatSync(path);
    index.set(path, stats.size);
    if (stats.isDirectory()) walk(path, index);
  }
}
