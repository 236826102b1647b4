/** Builds the engine with a deliberate fault in it, and looks for a program that notices. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { directedProblem } from "./directed.js";
import { compare, type Engine } from "./equivalence.js";
import { failingProblem, KNOWN_SEEDS } from "./failing.js";
import type { EngineFault } from "./faults.js";
import { ATOMIC, CONTENDED, PLAIN, type Recipe, smallProgram, WAITING } from "./small-program.js";

const SRC = new URL("../src/", import.meta.url);

/** Builds and imports a copy of the engine with one fault in it. Throws when the text is not there exactly once. */
export async function faulty(fault: EngineFault): Promise<Engine> {
  const path = fileURLToPath(new URL(fault.file, SRC));
  const parts = readFileSync(path, "utf8").split(fault.find);
  if (parts.length !== 2) throw new Error(`Fault "${fault.name}": its text occurs ${parts.length - 1} times.`);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("index.ts", SRC))],
    bundle: true,
    write: false,
    format: "esm",
    plugins: [
      {
        name: "fault",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
            loaded === path ? { contents: parts.join(fault.replace), loader: "ts" } : undefined,
          );
        },
      },
    ],
  });
  // A file, not a data URL: that would be in every frame of the stacks from which source lines are read.
  const folder = mkdtempSync(join(tmpdir(), "loom-fault-"));
  try {
    const file = join(folder, "engine.mjs");
    writeFileSync(file, outputFiles[0]!.text);
    return (await import(pathToFileURL(file).href)) as Engine;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Noticed {
  readonly programs: number;
  /** What differed. */
  readonly by: string;
}

/** Compares a faulty engine on programs until it is caught; undefined when it is not, within `limit` programs. */
export function notice(engine: Engine, limit: number): Noticed | undefined {
  const courses: readonly (readonly [Recipe, boolean])[] = [
    [ATOMIC, false],
    [WAITING, true],
    [PLAIN, false],
    [CONTENDED, false],
  ];
  const directed = attempt(() => directedProblem(engine));
  if (directed !== undefined) return { programs: 0, by: directed };
  for (const seed of KNOWN_SEEDS) {
    const failing = attempt(() => failingProblem(engine, seed, 1));
    if (failing !== undefined) return { programs: 0, by: failing };
  }
  for (let at = 0; at < limit; at++) {
    const [recipe, timeouts] = courses[at % courses.length]!;
    const by = attempt(() => compare(engine, smallProgram(at, recipe), timeouts)?.disagreement);
    if (by !== undefined) return { programs: at + 1, by: typeof by === "string" ? by : by.what };
  }
  return undefined;
}

/** A fault that makes the engine throw is noticed, too. */
function attempt<T>(body: () => T): T | string {
  try {
    return body();
  } catch (error) {
    return `the engine threw: ${(error as Error).message}`;
  }
}
