// `npm run test:schedules [-- filters and options]`: runs the tests that have a stage (packages/test-support/src/stage.ts)
// under schedules that seeds choose, those of a package in one process. A filter is part of a path. Options: --seeds=4 (how
// many, new ones each time), --from=N (the seeds from N on), --seed=N (that one), --jobs=2, --silence=60 (seconds after which
// a process that says nothing is killed), --slow (with the files that leave themselves out). See docs/decisions/0011-tests-under-many-schedules.md.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { filesBelow, packages, root } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

// A file with ordered stages alone (packages/test-support/src/stage.ts) has nothing to choose.
const STAGE = /^import \{[^}]*\b(stage|scene)\b[^}]*\} from "[^"]*\bstage(\.js)?";$/m;
const SLOW = /^\/\/ (slow|not yet) under many schedules: \S/m;
/** How many cases a property is checked with under each schedule. */
const RUNS = "50";

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: "string", default: "4" },
      from: { type: "string" },
      seed: { type: "string" },
      jobs: { type: "string", default: "2" },
      silence: { type: "string", default: "60" },
      slow: { type: "boolean", default: false },
    },
  });
  const seeds = seedsOf(values);
  const plan = packages()
    .map(({ path }) =>
      filesBelow(join(path, "test"), ".test.ts").filter((file) => isMeant(file, positionals, values.slow)),
    )
    .filter((files) => files.length > 0);
  if (plan.length === 0) throw new Error(`No test with a stage matches ${positionals.join(", ")}`);
  await setUp({ filters: ["./packages/*"] });
  const totals = { passed: 0, failed: 0, ms: new Map() };
  await Promise.all(
    Array.from({ length: natural("jobs", values.jobs) }, async () => {
      for (let files = plan.shift(); files; files = plan.shift())
        await runUnder(seeds, files, natural("silence", values.silence), totals);
    }),
  );
  process.stdout.write(
    `schedules ${seeds.join(", ")}; longest: ${longest(totals.ms)}\n${totals.passed} passed, ${totals.failed} failed\n`,
  );
  return totals.failed === 0 ? 0 : 1;
});

function seedsOf({ seeds, from, seed }) {
  if (seed !== undefined) return [natural("seed", seed)];
  const first = from === undefined ? Math.floor(Math.random() * 2 ** 30) : natural("from", from);
  return Array.from({ length: natural("seeds", seeds) }, (_, n) => first + n);
}

function natural(name, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name}=${text} is not a whole number`);
}

function isMeant(file, filters, slow) {
  if (filters.length > 0 && !filters.some((filter) => relative(root, file).includes(filter))) return false;
  const text = readFileSync(file, "utf8");
  return STAGE.test(text) && (slow || !SLOW.test(text.slice(0, 1000)));
}

/** Says which files took longest: one that makes the others wait may leave itself out, by a comment that says why. */
function longest(ms) {
  const sorted = [...ms].sort(([, a], [, b]) => b - a).slice(0, 5);
  return sorted.map(([file, took]) => `${relative(root, file)} ${(took / 1000).toFixed(1)} s`).join(", ");
}

/** Runs files in one process, and adds to `totals`; each failure is printed with the command that repeats it. */
function runUnder(seeds, files, silence, totals) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = spawn(
    process.execPath,
    [
      ...["--expose-gc", "--enable-source-maps", "--conditions=development", "--import", tsx],
      ...[join(root, "script", "lib", "schedules-run.mjs"), JSON.stringify({ files, seeds })],
    ],
    { cwd: root, env: { MAILSLOT_RUNS: RUNS, ...process.env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let last = { file: files[0] };
  let stderr = "";
  let ending = "";
  const watchdog = setTimeout(() => child.kill("SIGKILL"), silence * 1000);
  child.stderr.on("data", (chunk) => (stderr += chunk));
  createInterface({ input: child.stdout }).on("line", (text) => {
    watchdog.refresh();
    if (!text.startsWith("{")) return; // a test has printed it
    last = JSON.parse(text);
    totals.passed += last.passed ?? 0;
    if (last.ms !== undefined) totals.ms.set(last.file, (totals.ms.get(last.file) ?? 0) + last.ms);
    if (last.failed > 0) fail(last, last.failed, last.errors);
  });
  return new Promise((done) => {
    child.on("error", (error) => (ending = error.message));
    child.on("close", (code, signal) => {
      clearTimeout(watchdog);
      ending ||= signal === "SIGKILL" ? `said nothing for ${silence} s and was killed` : `ended with code ${code}`;
      if (!last.isEnd) fail(last, 1, `its process ${ending}\n${stderr}`);
      done();
    });
  });

  function fail({ file, seed }, failed, errors) {
    totals.failed += failed;
    const short = relative(root, file);
    const again = `npm run test:schedules -- --seed=${seed} ${short}\nor, by itself: MAILSLOT_SCHEDULE=${seed} npm test -- ${short}`;
    process.stdout.write(`\n✘ ${short}, schedule ${seed}\n${errors}\nrun it again with ${again}\n`);
  }
}
