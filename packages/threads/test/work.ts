/** The jobs of `entries/work.mjs`, typed. That is JavaScript, since workers of Node 20 import no other. */
import type { Job } from "@mailslot/threads";

/** Tests start workers with `execArgv: []`: they need no tsx, whose start costs more than theirs. */
export const work: URL = new URL("./entries/work.mjs", import.meta.url);

export interface Work {
  readonly Sunk: new (ship: string) => Error & { readonly ship: string };
  readonly add: Job<[number, number], number>;
  readonly echo: Job<[unknown], unknown>;
  readonly fails: Job<[string], never>;
  readonly later: Job<[string], Promise<string>>;
  readonly steps: Job<[string], Generator<never, string, unknown>>;
  readonly ends: Job<[number], never>;
  readonly uncaught: Job<[], Promise<never>>;
  readonly loops: Job<[Int32Array], never>;
  readonly never: Job<[Int32Array], Generator<never, void, unknown>>;
  readonly returnsFunction: Job<[], unknown>;
  readonly returnsRevoked: Job<[], unknown>;
  readonly returnsGetter: Job<[], { readonly made: string }>;
  readonly givesWay: Job<[Int32Array], Generator<never, number, unknown>>;
  readonly givesItself: Job<[], Promise<boolean>>;
  readonly givesFunction: Job<[], Promise<string[]>>;
  readonly failsHere: Job<[], Promise<never>>;
  readonly adds: Job<[Int32Array], number>;
  readonly meet: Job<[Int32Array, number], number>;
  readonly fib: Job<[number, number], Generator<never, number, unknown>>;
  readonly hoards: Job<[], never>;
  readonly spins: Job<[Int32Array], void>;
  readonly spinsOn: Job<[Int32Array], void>;
  readonly waitsFor: Job<[Int32Array], Promise<void>>;
  readonly waitsForFile: Job<[string], void>;
  readonly spinsLater: Job<[Int32Array], Promise<void>>;
  readonly where: Job<[], number>;
  readonly wheres: Job<[count: number, group?: string], Promise<number[]>>;
  readonly forked: Job<[count: number], Generator<never, number[], unknown>>;
  readonly nests: Job<[], void>;
  readonly makes: Job<[number, Int32Array], Promise<void>>;
}
