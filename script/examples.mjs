// `npm run examples [-- filter]`: runs every example's `check` script, which runs the example and verifies its result.
// See docs/decisions/0007-examples-are-tested.md.
import { spawnSync } from "node:child_process";
import { examples } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

await runMain(async () => {
  await setUp();
  const [filter = ""] = process.argv.slice(2);
  const chosen = examples().filter(({ short }) => short.includes(filter));
  const failed = chosen.filter((example) => !check(example));
  process.stdout.write(`${chosen.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
});

function check({ path, short, manifest }) {
  process.stdout.write(`${short}\n`);
  if (!manifest.scripts?.check) {
    process.stdout.write(`${short}/package.json has no "check" script\n`);
    return false;
  }
  const options = {
    cwd: path,
    stdio: ["ignore", "inherit", "inherit"],
    timeout: 120_000,
    shell: process.platform === "win32",
  };
  const { status, signal } = spawnSync("npm", ["run", "--silent", "check"], options);
  if (status !== 0) process.stdout.write(`${short}: its check failed with ${signal ?? `exit code ${status}`}\n`);
  return status === 0;
}
