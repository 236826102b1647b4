/**
 * Proves a lock-free module as it is shipped: the file that the package is built from is what the scenarios execute, whole or
 * with one mistake in it. Every scenario passes, completely; every mutant is caught, by dpor and by two preemptions.
 */

import { readFileSync } from "node:fs";
import { explore, type Options } from "@mailslot/loom";
import { transformSync } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";

/** A copy of the module with one deliberate mistake, of a kind that people make. */
export interface Mutant {
  readonly name: string;
  readonly find: string;
  readonly replace: string;
}

/** A model, and which situation it brings about that no other does. */
export interface Scenario<Module> {
  readonly name: string;
  readonly why: string;
  readonly model: (module: Module) => () => void;
  /** Whether it takes long: only `check/main.ts` executes it. */
  readonly long?: boolean;
}

export interface Proof<Module> {
  readonly file: string;
  readonly scenarios: readonly Scenario<Module>[];
  readonly mutants: readonly Mutant[];
}

const MODES: readonly Options[] = [{}, { mode: "stateful", preemptions: 2 }];

// A mutant may spin where the module does not; what passes needs fewer steps.
const STEPS = 400;

export async function load<Module>(file: string, mutant?: Mutant): Promise<Module> {
  const source = readFileSync(new URL(`../../src/atomic/${file}`, import.meta.url), "utf8");
  const { code } = transformSync(mutant === undefined ? source : mutate(source, mutant), { loader: "ts" });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Module;
}

function mutate(source: string, { name, find, replace }: Mutant): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`Mutant "${name}": its text occurs ${parts.length - 1} times.`);
  return parts.join(replace);
}

/** Registers the tests of a proof and runs them; with `long`, those that take long as well. */
export function prove<Module>({ file, scenarios, mutants }: Proof<Module>, long = false): void {
  const proving = suite(file);
  const chosen = scenarios.filter((each) => long || each.long !== true);

  for (const { name, model } of chosen) {
    proving(`${name}: passes, completely`, async () => {
      const module = await load<Module>(file);
      const report = explore(model(module));
      assert.is(report.failure?.message, undefined);
      assert.is(report.complete, true);
    });
  }

  for (const mutant of mutants) {
    proving(`caught: ${mutant.name}`, async () => {
      const module = await load<Module>(file, mutant);
      for (const options of MODES) {
        const caught = chosen.some(({ model }) => explore(model(module), { maxSteps: STEPS, ...options }).failure);
        assert.ok(caught, `not caught by ${JSON.stringify(options)}`);
      }
    });
  }

  proving("there are at least five mutants", () => {
    assert.ok(mutants.length >= 5);
  });

  proving.run();
}
