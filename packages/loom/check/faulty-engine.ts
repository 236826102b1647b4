/** Builds the engine with a deliberate fault in it, and looks for a program that notices. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { context } from "esbuild";
import type { Engine } from "./equivalence.js";
import type { EngineFault } from "./faults.js";
import { trialNames, tryOut } from "./trials.js";

const SRC = new URL("../src/", import.meta.url);

export interface FaultyEngines {
  /** Builds and imports a copy of the engine with one fault in it. Throws when the text is not there exactly once. */
  make(fault: EngineFault): Promise<Engine>;
  close(): Promise<void>;
}

/** Starts one incremental build, which all faulty engines share. */
export async function faultyEngines(): Promise<FaultyEngines> {
  let changed = { path: "", contents: "" };
  const builder = await context({
    entryPoints: [fileURLToPath(new URL("index.ts", SRC))],
    bundle: true,
    write: false,
    format: "esm",
    plugins: [
      {
        name: "fault",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) =>
            path === changed.path ? { contents: changed.contents, loader: "ts" } : undefined,
          );
        },
      },
    ],
  });
  // Files, not data URLs: these would be in every frame of the stacks from which source lines are read.
  const folder = mkdtempSync(join(tmpdir(), "loom-fault-"));
  let made = 0;
  return {
    async make(fault) {
      changed = spoiled(fault);
      const { outputFiles } = await builder.rebuild();
      const file = join(folder, `engine-${made++}.mjs`);
      writeFileSync(file, outputFiles![0]!.text);
      return (await import(pathToFileURL(file).href)) as Engine;
    },
    async close() {
      await builder.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}

function spoiled(fault: EngineFault): { path: string; contents: string } {
  const path = fileURLToPath(new URL(fault.file, SRC));
  const parts = readFileSync(path, "utf8").split(fault.find);
  if (parts.length !== 2) throw new Error(`Fault "${fault.name}": its text occurs ${parts.length - 1} times.`);
  return { path, contents: parts.join(fault.replace) };
}

export interface Noticed {
  /** The trial. */
  readonly trial: string;
  /** What went wrong in it. */
  readonly by: string;
}

/** Tries a faulty engine out until it is caught: first in the trial that is known to catch it, then in others. */
export function notice(engine: Engine, known: string, limit: number): Noticed | undefined {
  for (const trial of [known, ...(limit > 0 ? trialNames(limit) : [])]) {
    const by = tryOut(engine, trial);
    if (by !== undefined) return { trial, by };
  }
  return undefined;
}
