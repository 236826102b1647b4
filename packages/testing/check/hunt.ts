/** Builds the packages with a fault of the past in them, and lets an exploration of the generated program look for it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Mutation } from "./mutations.js";
import { type Packages, program } from "./program.js";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = `export * as core from "@mailslot/core";
export * as select from "@mailslot/select";
export * as testing from "@mailslot/testing";`;

/** Bundles the packages from their sources, with a fault or without. Throws when its text is not there exactly once. */
export async function packagesWith(mutation: Mutation | null): Promise<Packages> {
  const changed = mutation === null ? null : join(PACKAGES, mutation.file);
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: PACKAGES, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    define: { DEBUG: "false", VERSION: '"hunt"' },
    plugins: [
      {
        name: "sources",
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^@mailslot\// }, ({ path }) => {
            const [, name = "", entry = "index"] = path.split("/");
            return { path: join(PACKAGES, name, "src", `${entry}.ts`) };
          });
          onLoad({ filter: /\.ts$/ }, ({ path }) =>
            mutation !== null && path === changed
              ? { contents: mutated(readFileSync(path, "utf8"), mutation), loader: "ts" }
              : undefined,
          );
        },
      },
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), "mailslot-hunt-"));
  try {
    const file = join(folder, "packages.mjs");
    writeFileSync(file, outputFiles[0]?.text ?? "");
    return (await import(pathToFileURL(file).href)) as Packages;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mutated(source: string, { name, replace }: Mutation): string {
  return replace.reduce((text, [find, by]) => {
    const parts = text.split(find);
    if (parts.length !== 2) throw new Error(`"${name}": its text occurs ${parts.length - 1} times`);
    return parts.join(by);
  }, source);
}

export interface Found {
  /** The seed of the schedule that shows it. */
  readonly seed: number;
  /** What went wrong there. */
  readonly by: string;
}

/** Explores the generated program from `seed` on; returns what is found first, or null. */
export async function hunt(packages: Packages, seed: number, runs: number): Promise<Found | null> {
  const error = await packages.testing.explore({ seed, runs, shorten: 0, maxSteps: 5_000 }, program(packages)).then(
    () => null,
    (failure: unknown) => failure as Error & { passed?: number; code?: string },
  );
  if (error === null) return null;
  if (error.passed === undefined) throw error;
  return { seed: seed + error.passed, by: error.message.split("\n")[0] ?? "" };
}

/** Whether the program of a seed passes under the scheduler's own order. */
export async function passesPlainly(packages: Packages, seed: number): Promise<boolean> {
  return await packages.testing.simulate({ seed }, program(packages)).then(
    () => true,
    () => false,
  );
}
