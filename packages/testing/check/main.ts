/**
 * The hunt: `npx tsx packages/testing/check/main.ts`. Puts faults of the past back, one at a time, lets an exploration of the generated
 * program look for each, and writes what it found into docs/hunt.md of the package. Ends with exit code 1 unless every fault was
 * found and the engine as it is passes.
 */
import { writeFileSync } from "node:fs";
import { hunt, packagesWith, passesPlainly } from "./hunt.js";
import { MUTATIONS } from "./mutations.js";

const { MAILSLOT_RUNS = "100000" } = process.env;
const RUNS = 10_000;

const rows: string[] = [];
let wrong = 0;
let ordered = 0;

for (const mutation of MUTATIONS) {
  const packages = await packagesWith(mutation);
  const found = await hunt(packages, 1, RUNS);
  const isOfOrder = found !== null && (await passesPlainly(packages, found.seed));
  if (found === null) wrong++;
  if (isOfOrder) ordered++;
  const at = found === null ? "**not found**" : `${found.seed}`;
  rows.push(`| ${mutation.name} | ${at} | ${isOfOrder ? "passes" : "fails"} | ${found?.by.split(";")[0] ?? ""} |`);
  console.log(rows.at(-1));
}

const started = Date.now();
const clean = await hunt(await packagesWith(null), 1, Number(MAILSLOT_RUNS));
if (clean !== null) wrong++;
const seconds = Math.round((Date.now() - started) / 1000);
const survival = clean === null ? `none fails (${seconds} s)` : `**fails at seed ${clean.seed}: ${clean.by}**`;

const page = `# The hunt for faults of the past

\`npx tsx packages/testing/check/main.ts\` wrote this page. Each fault is one that the engine has had, put back into today's source; the
program that shows it is made by the seed and was written for none of them (\`check/program.ts\`). \`explore\` runs it with its two default
strategies, so each seed makes another program and another schedule of it; in a plain run the same program has the scheduler's own order.

| fault | found at seed | its program in a plain run | what went wrong |
|---|---|---|---|
${rows.join("\n")}

${ordered} of the ${MUTATIONS.length} were shown by the order alone. The engine as it is, under ${MAILSLOT_RUNS} schedules of as many programs: ${survival}.
`;
writeFileSync(new URL("../docs/hunt.md", import.meta.url), page);
console.log(survival);
process.exitCode = wrong === 0 ? 0 : 1;
