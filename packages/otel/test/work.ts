/** The jobs of `entries/work.mjs`, with their types. */
import type { Context, Definition, RefTo } from "@mailslot/actor";
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

/** Where an actor has handled an ask. */
export interface Hopped extends Here {
  readonly parent: string | undefined;
  readonly user: string | undefined;
  readonly thread: number;
}

interface Hopping {
  readonly hop: (ctx: Context, way: readonly RefTo<{ hop(way: readonly never[]): Hopped[] }>[]) => Hopped[];
}

export const entry: URL = new URL("./entries/work.mjs", import.meta.url);

interface Work {
  readonly where: Job<[string], Generator<unknown, Where>>;
  readonly plain: Job<number[], number>;
  readonly fails: Job<[], number>;
  readonly Hop: Definition<[], Hopping>;
}

export const { where, plain, fails, Hop } = (await import(entry.href)) as Work;
