// A bank on several threads, whose workers are killed midway. Exit codes: 0; 1 if money is missing; 2 for arguments that make no sense.
import Table from "cli-table3";
import { readArguments, UsageError, usage } from "./arguments.js";
import { type Day, OPENING, runDay } from "./day.js";

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${usage}\n`);
  process.exitCode = 2;
}

async function run(args: readonly string[]): Promise<number> {
  const { plan, json, help } = readArguments(args);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const day = await runDay(plan);
  process.stdout.write(`${json ? JSON.stringify({ ...day, ...sumsOf(day) }) : report(day)}\n`);
  return isBalanced(day) ? 0 : 1;
}

function sumsOf({ accounts }: Day) {
  return { total: accounts.reduce((sum, { balance }) => sum + balance, 0), expected: accounts.length * OPENING };
}

function isBalanced(day: Day): boolean {
  const { total, expected } = sumsOf(day);
  return total === expected && day.accounts.every(({ balance, booked }) => balance === booked);
}

function report(day: Day): string {
  const table = new Table({
    head: ["account", "thread", "balance", "by the journal"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, thread, balance, booked } of day.accounts) table.push([name, thread, balance, booked]);
  const { total, expected } = sumsOf(day);
  const sums = `${day.made} transfers made, ${day.refused} refused, ${day.again} begun again, ${day.deaths} workers died`;
  return `${table}\n${sums}\nall accounts hold ${total}; in the morning they held ${expected}`;
}
