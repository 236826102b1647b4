// `npm run types`: type-checks the sources of every package under its own tsconfig.json, then all tests and examples
// under the one at the root, against the built declarations that users get. Two checks run at a time, each picks up
// from its last run (.cache/types).
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { examples, packages, root } from "./lib/folders.mjs";
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
  let failed = 0;
  await Promise.all(
    Array.from({ length: JOBS }, async () => {
      for (let project = waiting.shift(); project; project = waiting.shift()) if (!(await check(project))) failed += 1;
    }),
  );
  process.stdout.write(`${projects.length - failed} of ${projects.length} projects type-check\n`);
  return failed === 0 ? 0 : 1;
});

function check(project) {
  const state = join(root, ".cache", "types", `${project === "." ? "root" : project.replaceAll("/", "-")}.tsbuildinfo`);
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
