/**
 * Measures how fast the proving ground is explored: `npx tsx packages/loom/check/speed.ts`. Writes docs/benchmarks.md of
 * the package. The best of three runs counts, since the machine may be doing other things.
 */

import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { explore, type Options, type Report } from "@mailslot/loom";
import { load } from "../examples/mutants.js";
import { PARK_SCENARIOS, type ParkModule } from "../examples/park.scenarios.js";
import { type RingModule, ringModel } from "../examples/ring.scenarios.js";

const ring = await load<RingModule>("./ring.ts");
const park = await load<ParkModule>("./park.ts");
const parkTwo = PARK_SCENARIOS.find(({ name }) => name === "two workers and one task")!;

const MEASURED: readonly (readonly [string, () => void, Options])[] = [
  [
    "ring of 4, one stealer: 4 pushes, 4 pops, 4 steals",
    ringModel(ring, { capacity: 4, first: -1, owner: "++--++--", stealers: ["ssss"] }),
    {},
  ],
  [
    "ring of 4, one stealer: 5 pushes, 3 pops, 2 steals, 2 pops of its own",
    ringModel(ring, { capacity: 4, first: -2, owner: "+++-+-+-", stealers: ["ss--"] }),
    {},
  ],
  [
    "ring of 2, two stealers, three operations each",
    ringModel(ring, { capacity: 2, first: -1, owner: "+++", stealers: ["sss", "sss"] }),
    {},
  ],
  [
    "the same, within two preemptions",
    ringModel(ring, { capacity: 2, first: -1, owner: "+++", stealers: ["sss", "sss"] }),
    { mode: "stateful", preemptions: 2 },
  ],
  ["park, two workers and one task", parkTwo.model(park), {}],
];

function row(name: string, report: Report, memory: number): string {
  const { verdict, executions, steps, runs, milliseconds } = report;
  const rate = Math.round((executions / milliseconds) * 1_000);
  const cells = [name, verdict, executions, steps, runs, (milliseconds / 1_000).toFixed(2), rate, memory];
  return `| ${cells.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell)).join(" | ")} |`;
}

const rows = MEASURED.map(([name, body, options]) => {
  const reports = [0, 1, 2].map(() => explore(body, { maxSeconds: 120, ...options }));
  const best = reports.reduce((left, right) => (right.milliseconds < left.milliseconds ? right : left));
  const line = row(name, best, Math.round(process.memoryUsage().rss / 1e6));
  console.log(line);
  return line;
});

const text = [
  "# How fast the loom is",
  "",
  "Written by `npm run build && npx tsx packages/loom/check/speed.ts`; no figure here was typed by hand. An execution is a whole schedule;",
  "schedules with the same beginning share its steps. Code under test is run only for new histories.",
  "",
  `Node ${process.version}, ${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores.`,
  "",
  "| model | verdict | executions | steps | runs of the code | s | executions/s | MB |",
  "|---|---|--:|--:|--:|--:|--:|--:|",
  ...rows,
  "",
].join("\n");
writeFileSync(new URL("../docs/benchmarks.md", import.meta.url), text);
