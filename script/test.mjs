// `npm test [-- filters and options]`: sets up, then runs every test file of packages, examples and scripts, each in
// a process of its own. A package with a `development` export is tested under both builds. A filter is part of a
// path. Options: --condition=default|development, --except=core:development (runs to leave out, by package and
// condition), --timeout=60 (seconds), --jobs=2, --runtime=/path/to/node, deno or bun, --watch (runs again what a
// change concerns), --clock-jumps (script/lib/clock-jumps.mjs). See docs/decisions/0003-tests-and-programs.md.
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { changes } from "./lib/changes.mjs";
import { examples, filesBelow, packages, root } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { engineOf, mayRun, runFile, stopAll } from "./lib/test-file.mjs";

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      condition: { type: "string" },
      except: { type: "string", default: "" },
      timeout: { type: "string", default: "60" },
      jobs: { type: "string", default: "2" },
      runtime: { type: "string", default: process.execPath },
      watch: { type: "boolean", default: false },
      "clock-jumps": { type: "boolean", default: false },
    },
  });
  const [timeout, jobs] = ["timeout", "jobs"].map((name) => positive(name, values[name]));
  const runs = plan(positionals, values);
  if (runs.length === 0)
    throw new Error(`No test file matches ${positionals.join(", ") || "packages/*/test or examples/*/test"}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
  const preload = values["clock-jumps"] ? clockJumps(engineOf(values.runtime)) : undefined;
  const test = async (chosen) => {
    await setUp({ filters: whatToBuild(chosen) });
    return report(await runAll(chosen, { runtime: values.runtime, timeout, preload }, jobs));
  };
  const code = await test(runs);
  if (!values.watch) return code;
  for await (const changed of changes(["packages", "examples"])) {
    const concerned = plan(positionals, values).filter(concernedBy(changed));
    if (concerned.length > 0) await test(concerned).catch((error) => process.stdout.write(`${error.message}\n`));
  }
});

/** The packages, and those examples whose tests run. */
function whatToBuild(runs) {
  const shorts = new Set(runs.map(({ short }) => short).filter((short) => short.startsWith("examples")));
  return ["packages/*", ...shorts].map((folder) => `./${folder}`);
}

/** A change of a test concerns that test; one of anything else, the tests of its package and of those that use it. */
function concernedBy(changed) {
  const tests = changed.filter((file) => /\.test\.m?ts$|\.test\.mjs$/.test(file));
  const touched = changed.filter((file) => !tests.includes(file)).map((file) => file.split("/", 2).join("/"));
  const shorts = new Set(touched.flatMap((short) => [short, ...usersOf(short)]));
  return ({ file, short }) => shorts.has(short) || tests.includes(relative(root, file));
}

function usersOf(short, members = [...packages(), ...examples()]) {
  const name = members.find((member) => member.short === short)?.manifest.name;
  return members
    .filter(({ manifest }) => name in { ...manifest.dependencies, ...manifest.devDependencies })
    .flatMap((user) => [user.short, ...usersOf(user.short, members)]);
}

function positive(name, text) {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`--${name}=${text} is not a positive number`);
}

/** Seeds the clock jumps of this run, says how to repeat them, and returns the module that each test file loads first. */
function clockJumps(engine) {
  if (engine !== "node") throw new Error(`--clock-jumps needs Node, and --runtime names ${engine}`);
  process.env.MAILSLOT_CLOCK_JUMPS ??= String((Math.random() * 2 ** 31) | 0);
  process.stdout.write(`clock jumps: MAILSLOT_CLOCK_JUMPS=${process.env.MAILSLOT_CLOCK_JUMPS} repeats this run\n`);
  return join(root, "script", "lib", "clock-jumps.mjs");
}

function stop() {
  stopAll();
  process.exit(130);
}

function plan(filters, { condition: only, except, runtime }) {
  const engine = engineOf(runtime);
  const excluded = except.split(",");
  const own = { path: join(root, "script"), short: "script", manifest: {} };
  return [...packages(), ...examples(), own].flatMap(({ path, short, manifest }) => {
    const all = [".test.ts", ".test.mjs"].flatMap((suffix) => filesBelow(join(path, "test"), suffix));
    const files = all.filter((file) => matches(file, filters) && mayRun(file, engine));
    const conditions = manifest.exports?.["."]?.development ? ["default", "development"] : ["default"];
    return conditions
      .filter((condition) => only === undefined || condition === only)
      .filter((condition) => !excluded.includes(`${short.split("/")[1]}:${condition}`))
      .flatMap((condition) =>
        files.map((file) => ({ file, short, condition: condition === "default" ? undefined : condition })),
      );
  });
}

function matches(file, filters) {
  return filters.length === 0 || filters.some((filter) => relative(root, file).includes(filter));
}

async function runAll(runs, options, jobs) {
  const results = [];
  const waiting = [...runs];
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (let run = waiting.shift(); run; run = waiting.shift()) {
        const result = { ...run, ...(await runFile({ ...run, ...options })) };
        results.push(result);
        if (result.problem) process.stdout.write(`\n✘ ${result.label}: ${result.problem}\n${result.output}\n`);
        showProgress(results.length, runs.length);
      }
    }),
  );
  return results;
}

function showProgress(done, all) {
  if (!process.stderr.isTTY) return;
  process.stderr.write(done === all ? "\r\x1b[K" : `\r\x1b[K${done} of ${all} files `);
}

function report(results) {
  for (const short of new Set(results.map((result) => result.short))) {
    const own = results.filter((result) => result.short === short);
    const seconds = total(own, "seconds").toFixed(1);
    process.stdout.write(
      `${short}: ${total(own, "passed")} passed, ${total(own, "failed")} failed in ${own.length} runs, ${seconds} s\n`,
    );
  }
  const problems = results.filter((result) => result.problem);
  for (const { label, problem } of problems) process.stdout.write(`✘ ${label}: ${problem}\n`);
  process.stdout.write(`${total(results, "passed")} passed, ${total(results, "failed")} failed\n`);
  return problems.length === 0 ? 0 : 1;
}

function total(results, field) {
  return results.reduce((sum, result) => sum + result[field], 0);
}
