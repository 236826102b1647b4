/** The tables of the model: how much faster so many workers are than one, and what would make them faster still. */

import { policy } from "../../src/policy.js";
import { type Choices, type Costs, measured } from "./costs.js";
import { evenLoad, fibLoad, type Load, skewedLoad } from "./load.js";
import { Machine } from "./machine.js";

export interface TablesOptions {
  /** How often each run is made, by another seed each time; the median counts. */
  readonly seeds: number;
  /** By how much the loads are larger than those of the table in the docs. */
  readonly scale: number;
}

const WORKERS = [2, 8, 16, 64];
const VARIED = [8, 64];

export const choices: Choices = {
  shown: policy.shown,
  shownForks: policy.shownForks,
  injectInterval: policy.injectInterval,
  blocks: policy.blocks,
  ring: policy.ring,
  spin: policy.spin * 1e6,
  burst: policy.burst * 1e6,
};

/** What is otherwise in a variant of the model. */
interface Variant {
  readonly name: string;
  readonly costs?: Partial<Costs>;
  readonly choices?: Partial<Choices>;
}

const VARIANTS: readonly Variant[] = [
  { name: "as it is" },
  { name: "waking costs nothing", costs: { wake: 0, notify: 0 } },
  { name: "a job crosses for nothing", costs: { show: 0, begin: 0, finish: 0, collect: 0 } },
  { name: "stealing costs nothing", costs: { look: 0, steal: 0 } },
  { name: "1,024 jobs shown instead of 128", choices: { shown: 1_024, ring: 2_048 } },
  { name: "16 forks shown instead of 2", choices: { shownForks: 16 } },
];

/** Returns how many times faster `workers` workers run a load than one does. */
export function speedup(load: Load, workers: number, seeds: number, variant: Variant = { name: "" }): number {
  const costs = { ...measured, ...variant.costs };
  const chosen = { ...choices, ...variant.choices };
  const one = new Machine(1, costs, chosen, 1).run(load).ns;
  const all = Array.from({ length: seeds }, (_, n) => new Machine(workers, costs, chosen, n + 1).run(load).ns);
  return one / (all.sort((a, b) => a - b)[seeds >> 1] as number);
}

/** Returns the tables, in Markdown: one of workers, and one of variants for each of two numbers of workers. */
export function tables({ seeds, scale }: TablesOptions): string {
  const count = Math.round(10_000 * scale);
  const loads = [
    fibLoad(Math.round(30 + Math.log2(scale))),
    fibLoad(Math.round(36 + Math.log2(scale))),
    skewedLoad(count, 20_000),
    evenLoad(count, 20_000),
    evenLoad(count, 200_000),
  ];
  const names = loads.map(({ name }) => name);
  const rows = WORKERS.map((workers) => [workers, ...loads.map((load) => figure(speedup(load, workers, seeds)))]);
  const variantsOf = (workers: number): string => {
    const lines = VARIANTS.map((variant) => [
      variant.name,
      ...loads.map((load) => figure(speedup(load, workers, seeds, variant))),
    ]);
    return markdown([`${workers} workers`, ...names], lines);
  };
  return [markdown(["workers", ...names], rows), ...VARIED.map(variantsOf)].join("\n\n");
}

function figure(ratio: number): string {
  return ratio.toFixed(1);
}

function markdown(head: readonly unknown[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}
