/**
 * Mutants: copies of an example with one deliberate mistake, each of a kind that people make. A mutant is a
 * replacement of text, so what is wrong with it can be read off.
 */

import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

export interface Mutant {
  /** The mistake, as a reviewer would put it. */
  readonly name: string;
  readonly find: string;
  readonly replace: string;
}

/** Imports an example as it is, or with one mistake in it. Throws when the text to replace is not there once. */
export async function load<Module>(file: string, mutant?: Mutant): Promise<Module> {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  const { code } = transformSync(mutant === undefined ? source : mutate(source, mutant), { loader: "ts" });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Module;
}

function mutate(source: string, { name, find, replace }: Mutant): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`Mutant "${name}": its text occurs ${parts.length - 1} times.`);
  return parts.join(replace);
}

/** A model of an example, and what it is there for. */
export interface Scenario<Module> {
  readonly name: string;
  /** Which situation no other scenario brings about. */
  readonly why: string;
  /** Makes the model for the example as it is, or for a mutant of it. */
  readonly model: (module: Module) => () => void;
  /** Whether time-outs are explored. */
  readonly timeouts?: boolean;
}
