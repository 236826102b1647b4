#!/usr/bin/env node
/** The command: `npm create mailslot my-app`. It exits with 1 when it has refused to, and with 2 when it was called wrongly. */
import { relative, resolve } from "node:path";
import { readArguments, USAGE } from "./arguments.js";
import { createProject } from "./create.js";
import { install } from "./install.js";
import { version } from "./manifest.js";

const given = readArguments(process.argv.slice(2));
if ("problem" in given) fail(2, `${given.problem}\n\n${USAGE}`);
else if (given.help) process.stdout.write(USAGE);
else if (given.version) process.stdout.write(`${version()}\n`);
else {
  const folder = resolve(given.folder);
  const made = createProject(folder, given.name);
  if ("problem" in made) fail(1, made.problem);
  else {
    process.stdout.write(`${made.name} is in ${folder}: ${made.files.join(", ")}\n`);
    const isInstalled = given.install && install(folder);
    if (given.install && !isInstalled) fail(1, `npm install has failed in ${folder}: run it there again`);
    else process.stdout.write(`\nNext:\n${nextSteps(folder, isInstalled)}\n`);
  }
}

function nextSteps(folder: string, isInstalled: boolean): string {
  const way = relative(process.cwd(), folder);
  const steps = [
    ...(way === "" ? [] : [`cd ${way}`]),
    ...(isInstalled ? [] : ["npm install"]),
    "npm test",
    "npm start",
  ];
  return steps.map((step) => `  ${step}`).join("\n");
}

function fail(code: number, why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = code;
}
