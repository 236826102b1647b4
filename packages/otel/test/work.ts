/** The jobs of `entries/work.mjs`, with their types. */
import type { Job } from "@mailslot/threads";

interface Here {
  readonly trace: string | undefined;
  readonly span: string | undefined;
}

/** Where a job has run. */
export interface Where {
  readonly name: string;
  readonly before: Here;
  readonly after: Here;
  readonly isMainThread: boolean;
}

export const entry: URL = new URL("./entries/work.mjs", import.meta.url);

interface Work {
  readonly where: Job<[string], Generator<unknown, Where>>;
  readonly plain: Job<number[], number>;
  readonly fails: Job<[], number>;
}

export const { where, plain, fails } = (await import(entry.href)) as Work;
