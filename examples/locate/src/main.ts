// Indexes the names and sizes of a folder tree in three ways, and says what each took. Exit codes: 0; 1 if the folder cannot
// be read; 2 for arguments that make no sense.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { go } from "@mailslot/core";
import { type Arguments, readArguments, UsageError, usage } from "./arguments.js";
import { type Index, totalOf } from "./index-entry.js";
import { indexPlainly } from "./plain.js";
import { indexByPromises } from "./promises.js";
import { indexByTasks } from "./tasks.js";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${(error as Error).message}\n${isUsage ? `${usage}\n` : ""}`);
  process.exitCode = isUsage ? 2 : 1;
}

async function run(args: readonly string[]): Promise<void> {
  const given = readArguments(args);
  process.stdout.write(given.help ? `${usage}\n` : await compare(resolve(given.folder ?? repository), given));
}

interface Way {
  readonly name: string;
  readonly index: (folder: string) => Index | Promise<Index>;
  readonly ms: number[];
}

async function compare(folder: string, { tasks, rounds, json }: Arguments): Promise<string> {
  const ways: Way[] = [
    { name: "plain calls", index: indexPlainly, ms: [] },
    { name: "fs.promises", index: indexByPromises, ms: [] },
    { name: `${tasks} tasks`, index: async (below) => await go(() => indexByTasks(below, tasks)), ms: [] },
  ];
  const expected = indexPlainly(folder); // which also brings what the system has to read into its cache
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) await measure(way, folder, expected);
  }
  const [plain] = ways as [Way];
  const rows = ways.map(({ name, ms }) => ({
    way: name,
    ms: median(ms),
    usPerEntry: (1000 * median(ms)) / expected.size,
    timesPlain: median(ms) / median(plain.ms),
  }));
  const found = { folder, entries: expected.size, bytes: totalOf(expected) };
  return json ? `${JSON.stringify({ ...found, rows })}\n` : report(found, rows);
}

async function measure({ name, index, ms }: Way, folder: string, expected: Index): Promise<void> {
  const start = performance.now();
  const found = await index(folder);
  ms.push(performance.now() - start);
  if (found.size !== expected.size || totalOf(found) !== totalOf(expected)) {
    throw new Error(
      `${name} found ${found.size} entries instead of ${expected.size}; does something write to ${folder}?`,
    );
  }
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[all.length >> 1] as number;
}

interface Found {
  readonly folder: string;
  readonly entries: number;
  readonly bytes: number;
}

interface Row {
  readonly way: string;
  readonly ms: number;
  readonly usPerEntry: number;
  readonly timesPlain: number;
}

function report({ folder, entries, bytes }: Found, rows: readonly Row[]): string {
  const lines = rows.map(({ way, ms, usPerEntry, timesPlain }) => {
    const figures = `${ms.toFixed(1).padStart(9)} ms  ${usPerEntry.toFixed(2).padStart(7)} µs per entry`;
    return `  ${way.padEnd(12)}${figures}  ${timesPlain.toFixed(2).padStart(6)} × plain`;
  });
  const title = `${folder}: ${entries.toLocaleString("en")} entries, ${bytes.toLocaleString("en")} bytes`;
  return `${title}\n${lines.join("\n")}\n`;
}
