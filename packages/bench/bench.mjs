// `npm run bench`: sets up what is missing, measures every implementation in one run, and prints or writes the figures.
// Plain modules throughout, for a loader for TypeScript would wrap the functions that are measured.

import { installFolder } from "../../script/install.mjs";
import { runMain } from "../../script/main.mjs";
import { setUp } from "../../script/setup.mjs";
import { readArguments, UsageError, usage } from "./harness/arguments.mjs";
import { absence, peersFolder } from "./harness/implementations.mjs";
import { findNode } from "./harness/node.mjs";
import { formatTable } from "./harness/table.mjs";
import { takeTurns } from "./harness/turns.mjs";

const say = (text) => process.stderr.write(`${text}\n`);

async function main() {
  const options = readArguments(process.argv.slice(2));
  const node = findNode(options.node);
  await setUp(["@mailslot/bench"]);
  if (
    !options.smoke &&
    options.implementations.some(({ folder, package: name }) => name && folder.startsWith(peersFolder))
  )
    installFolder("packages/bench/peers");
  const present = options.implementations.filter(isPresent);
  if (present.length === 0) throw new Error("None of the implementations asked for can run here.");
  const { rows, failures } = await measure(options, present, node.path);
  if (options.smoke) process.stdout.write(`${rows.length} passed, ${failures} failed\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(rows.map(published))}\n`);
  if (options.write) await (await import("./harness/page.mjs")).writePage(rows, node, options.rounds);
  return failures === 0 ? 0 : 1;
}

function isPresent(implementation) {
  const reason = absence(implementation);
  if (reason !== undefined) say(`${implementation.name} is skipped: ${reason}`);
  return reason === undefined;
}

async function measure({ benchmarks, rounds, smoke, json }, present, node) {
  const rows = [];
  let failures = 0;
  const failed = (error) => {
    failures++;
    say(error.message);
  };
  for (const benchmark of benchmarks) {
    const own = await takeTurns(benchmark, present, { rounds, smoke, node, failed });
    rows.push(...own);
    if (json) continue;
    process.stdout.write(
      smoke
        ? `${benchmark.name}: right for ${own.map(({ impl }) => impl).join(", ")}\n`
        : `${formatTable(benchmark, own)}\n\n`,
    );
  }
  return { rows, failures };
}

const published = ({ bench, impl, unit, value, min, runs }) => ({ bench, impl, [unit]: value, min, runs });

await runMain(async () => {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\n${usage}`);
    return 2;
  }
});
