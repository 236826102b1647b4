/**
 * What the package says of itself. The ranges of the packages that a project depends on are those that this one is developed
 * with, so that a release raises both together.
 */
import { readFileSync } from "node:fs";

interface Manifest {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as Manifest;
}

export function version(): string {
  return manifest().version;
}

/** Returns the ranges of the packages named. */
export function rangesOf(names: readonly string[]): Record<string, string> {
  const { devDependencies } = manifest();
  return Object.fromEntries(names.map((name) => [name, devDependencies[name] as string]));
}
