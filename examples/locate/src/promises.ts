/** The index by fs.promises, as most programs would: everything at once. */
import { lstat, readdir } from "node:fs/promises";
import type { Index } from "./index-entry.js";

export async function indexByPromises(folder: string): Promise<Index> {
  const index: Index = new Map();
  await walk(folder, index);
  return index;
}

async function walk(folder: string, index: Index): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(
    names.map(async (name) => {
      const path = `${folder}/${name}`;
      const stats = await lstat(path);
      index.set(path, stats.size);
      if (stats.isDirectory()) await walk(path, index);
    }),
  );
}
