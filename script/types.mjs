// `npm run types`: type-checks the sources of every package under its own tsconfig.json, then all tests and examples
// under the one at the root, against the built declarations that users get. Two checks run at a time; each picks up
// from its last run (.cache/types), and one that has passed with the same inputs does not run. See docs/decisions/0001-typescript-6.md and 0027-tests-of-types.md.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { examples, packages, root } from "./lib/folders.mjs";
import { inputHashes } from "./lib/inputs.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

const JOBS = 2;
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

await runMain(async () => {
  await setUp({ declarations: true });
  const members = [...packages(), ...examples()].map(({ short }) => short);
  // The root's project is by far the longest.
  const projects = [".", ...members].filter((short) => existsSync(join(root, short, "tsconfig.json")));
  const waiting = [...projects];
  const hashOf = inputHashes();
  let failed = 0;
  await Promise.all(
    Array.from({ length: JOBS }, async () => {
      for (let project = waiting.shift(); project; project = waiting.shift()) {
        const isGood = await check(project, hashOf(project));
        if (!isGood) failed += 1;
      }
    }),
  );
  process.stdout.write(`${projects.length - failed} of ${projects.length} projects type-check\n`);
  return failed === 0 ? 0 : 1;
});

async function check(project, hash) {
  const state = join(root, ".cache", "types", `${project === "." ? "root" : project.replaceAll("/", "-")}.tsbuildinfo`);
  const passed = state.replace("tsbuildinfo", "passed");
  if (existsSync(passed) && readFileSync(passed, "utf8") === hash) return true;
  rmSync(passed, { force: true });
  const isGood = await compile(project, state);
  if (isGood) writeFileSync(passed, hash);
  return isGood;
}

function compile(project, state) {
  const args = [tsc, "--noEmit", "--incremental", "--tsBuildInfoFile", state, "-p", project];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      process.stdout.write(output); // whole, so that two checks do not mix their errors
      done(code === 0);
    });
  });
}
