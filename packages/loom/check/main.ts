/**
 * The full self-check: `npx tsx packages/loom/check/main.ts`. Takes some minutes; writes its result into
 * docs/self-check.md of the package, and ends with exit code 1 if the engine was wrong anywhere. See
 * docs/decisions/0102-loom-checks.md.
 */

import { writeFileSync } from "node:fs";
import * as loom from "@mailslot/loom";
import { type CourseResult, equivalence, faults } from "./courses.js";
import { directedProblem } from "./directed.js";
import { eventLoopProblem } from "./event-loops.js";
import { failingProblem } from "./failing.js";
import type { Noticed } from "./faulty-engine.js";
import { checkOnWorkers } from "./workers.js";

const EQUIVALENCE = 2_000;
const RACES = 1_000;
const EVENT_LOOPS = 3_000;
const FAILING = 1_500;
const WORKER_RUNS = 50_000;
const WORKER_ROUNDS = 1_000;
const FAULT_PROGRAMS = 400;

const lines: string[] = [];
let wrong = 0;

function say(ok: boolean, text: string): void {
  if (!ok) wrong++;
  lines.push(`- ${ok ? "" : "**WRONG** "}${text}`);
  console.log(lines.at(-1));
}

/** Says what went wrong in one line of a table. */
function brief({ trial, by }: Noticed): string {
  const said = by.replace(`${trial} `, "").replaceAll("|", "/");
  return said.length > 100 ? `${said.slice(0, 100)} …` : said;
}

function describe({ programs, racing, disagreement }: CourseResult): string {
  const found = disagreement === undefined ? "no disagreement" : `disagreement ${JSON.stringify(disagreement)}`;
  return `${programs} programs, of which ${racing} race: ${found}`;
}

const started = Date.now();
const modes = equivalence(loom, ["atomic", "waiting", "waiting with time-outs", "plain", "contended"], 1, EQUIVALENCE);
say(
  modes.disagreement === undefined,
  `Outcomes of dpor, stateful, bounded and dfs against the reference: ${describe(modes)}.`,
);

const races = equivalence(loom, ["plain"], 1_000_001, RACES);
say(races.disagreement === undefined, `Race verdicts against happens-before from scratch: ${describe(races)}.`);

const directed = directedProblem(loom);
say(directed === undefined, `Models made by hand: ${directed ?? "all as they should be"}.`);

const loops = eventLoopProblem(loom, 1, EVENT_LOOPS);
say(
  loops === undefined,
  `Modes against each other on ${EVENT_LOOPS} programs with waitAsync: ${loops ?? "no disagreement"}.`,
);

const failing = failingProblem(loom, 1, FAILING);
say(
  failing === undefined,
  `Modes against each other on ${FAILING} programs that fail in some schedules: ${failing ?? "no disagreement"}.`,
);

const noticed = await faults(FAULT_PROGRAMS);
const missed = [...noticed].filter(([, found]) => found === undefined).map(([name]) => name);
say(
  missed.length === 0,
  `Deliberate faults in the engine: ${noticed.size}, not noticed ${missed.length}${missed.map((name) => `; ${name}`).join("")}.`,
);

const workers = await checkOnWorkers(1, WORKER_RUNS, WORKER_ROUNDS);
say(
  workers.strays.length === 0,
  `Real workers: ${workers.runs} runs of ${workers.programs} programs showed ${workers.outcomes} of the ` +
    `${workers.modelled} outcomes that the model has, and ${workers.strays.length} others${workers.strays.slice(0, 5).join("; ")}.`,
);

const seconds = Math.round((Date.now() - started) / 1_000);
const faultLines = [...noticed].map(
  ([name, found]) => `| ${name} | ${found === undefined ? "not noticed" : `${found.trial}: ${brief(found)}`} |`,
);
const text = [
  "# What checks the checker",
  "",
  "Written by `npm run build && npx tsx packages/loom/check/main.ts`; everything in it is seeded. The tests run a reduced set.",
  "",
  `Node ${process.version}, ${seconds} s.`,
  "",
  ...lines,
  "",
  "Each fault is first tried in the trial that is known to notice it; a trial is a program drawn from a seed, or a model made by",
  "hand, and what follows its name is what went wrong there.",
  "",
  "| fault | noticed in |",
  "|---|---|",
  ...faultLines,
  "",
].join("\n");
writeFileSync(new URL("../docs/self-check.md", import.meta.url), text);
process.exitCode = wrong === 0 ? 0 : 1;
