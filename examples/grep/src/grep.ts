// The search: batches of files go to the workers while the folders are still being walked, and results come in their order.
import { startThreads } from "@mailslot/threads";
import { type Batch, type Found, type Skipped, search } from "./search.js";
import { batchesBelow } from "./walk.js";

/** What to search for, and where. */
export interface Plan {
  readonly folder: string;
  readonly expression: RegExp;
  readonly workers: number;
  /** Names of folders that are not entered. */
  readonly skip: ReadonlySet<string>;
}

/** Searches the files below a folder; hands over what was found in the order of the paths. Returns what could not be listed. */
export async function grep(plan: Plan, found: (batch: Found) => void): Promise<readonly Skipped[]> {
  const { workers, skip, folder, expression } = plan;
  await using threads = await startThreads({ workers, entry: new URL("./search.js", import.meta.url) });
  const unlisted: Skipped[] = [];
  async function* batches(): AsyncGenerator<Batch> {
    for await (const paths of batchesBelow(folder, skip, unlisted)) yield { folder, paths, expression };
  }
  for await (const batch of threads.map(search, batches(), { flight: 4 * workers })) found(batch);
  return unlisted;
}
