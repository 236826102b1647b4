#!/usr/bin/env node
/** The command line: explores every function that a file exports, and prints what came of it. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Mode, Options, Report } from "./options.js";

const USAGE = `Usage: mailslot-loom file.js [options]

Explores every function that the file exports as a model. An exported object "options" gives their defaults.

  --only=NAME          just the model exported under this name
  --mode=MODE          dpor (default), stateful, dfs, random, pct
  --preemptions=N      at most N preemptions (stateful, dfs)
  --timeouts           let waits with a time-out time out
  --executions=N       at most N executions
  --steps=N            at most N steps in one execution
  --seconds=N          at most N seconds for each model (60)
  --seed=N             for random and pct
  --replay=SCHEDULE    just this schedule
  --minimize           look for the fewest preemptions when a model fails
  --picture=FILE       draw the failure into FILE, ending in .svg or .html
  --no-colour          no colours

Ends with 0 if all models passed, with 1 if one failed or was cut short, with 2 if it was called wrongly.`;

// This file is bundled on its own; the engine must be the one that the models import, so it is loaded at run time.
const engine = (await import(new URL("./index.js", import.meta.url).href)) as typeof import("./index.js");

const FLAGS = {
  only: { type: "string" },
  mode: { type: "string" },
  preemptions: { type: "string" },
  timeouts: { type: "boolean" },
  executions: { type: "string" },
  steps: { type: "string" },
  seconds: { type: "string" },
  seed: { type: "string" },
  replay: { type: "string" },
  minimize: { type: "boolean" },
  picture: { type: "string" },
  "no-colour": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof FLAGS; allowPositionals: true }>>["values"];

class UsageError extends Error {}

function numbers(flags: Flags): Options {
  const given: [keyof Options, string | undefined][] = [
    ["preemptions", flags.preemptions],
    ["maxExecutions", flags.executions],
    ["maxSteps", flags.steps],
    ["maxSeconds", flags.seconds],
    ["seed", flags.seed],
  ];
  const entries = given.flatMap(([name, text]) =>
    text === undefined ? [] : [[name, wholeNumber(name, text)] as const],
  );
  return Object.fromEntries(entries) as Options;
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new UsageError(`${name} must be a whole number, not "${text}"`);
  return number;
}

function optionsOf(flags: Flags): Options {
  const { mode, replay } = flags;
  if (mode !== undefined && !["dpor", "stateful", "dfs", "random", "pct"].includes(mode)) {
    throw new UsageError(`There is no mode "${mode}"`);
  }
  return {
    ...numbers(flags),
    ...(mode === undefined ? {} : { mode: mode as Mode }),
    ...(replay === undefined ? {} : { replay }),
    ...(flags.timeouts === true ? { timeouts: true } : {}),
    ...(flags.minimize === true ? { minimize: true } : {}),
  };
}

function summary(name: string, report: Report): string {
  const { verdict, executions, milliseconds, extent } = report;
  const mark = verdict === "passed" ? "✔" : verdict === "sampled" ? "~" : "✘";
  return `${mark} ${name}: ${verdict}, ${extent} (${executions} executions, ${Math.round(milliseconds)} ms)`;
}

function draw(report: Report, file: string): void {
  if (report.failure === undefined) return;
  writeFileSync(file, file.endsWith(".html") ? engine.htmlOf(report.failure) : engine.svgOf(report.failure));
  console.log(`Drawn into ${file}.`);
}

async function main(): Promise<number> {
  const { values: flags, positionals } = parseArgs({ options: FLAGS, allowPositionals: true });
  if (flags.help === true) return print(USAGE, 0);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError("Give one file");
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  const models = Object.entries(module).filter(
    ([name, value]) => typeof value === "function" && name === (flags.only ?? name),
  );
  if (models.length === 0) throw new UsageError(`${file} exports no function${flags.only ? ` ${flags.only}` : ""}`);
  const colour = flags["no-colour"] !== true && process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  let code = 0;
  for (const [name, body] of models) {
    const report = engine.explore(body as () => unknown, { ...(module.options as Options), ...optionsOf(flags) });
    print(summary(name, report), 0);
    if (report.failure !== undefined) print(`\n${engine.formatFailure(report.failure, colour)}\n`, 0);
    if (flags.picture !== undefined) draw(report, flags.picture);
    if (report.verdict === "failed" || report.verdict === "cut short") code = 1;
  }
  return code;
}

function print(text: string, code: number): number {
  console.log(text);
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  const misused = error instanceof UsageError || code?.startsWith("ERR_PARSE_ARGS") === true;
  console.error(misused ? `${message}\n\n${USAGE}` : (error as Error).stack);
  process.exitCode = misused ? 2 : 1;
}
