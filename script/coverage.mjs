// `npm run coverage [-- core]`: runs a package's tests with V8's coverage, mapped back to src, and fails below 95% of
// lines or branches. The development build is measured, since it alone contains every line.
import { join } from "node:path";
import { root } from "./folders.mjs";
import { installFolder } from "./install.mjs";
import { runMain } from "./main.mjs";
import { setUp } from "./setup.mjs";
import { runTool } from "./tool.mjs";

await runMain(async () => {
  await setUp();
  const folder = join(root, "script", "coverage");
  installFolder(folder);
  const [name = "core"] = process.argv.slice(2);
  const c8 = join(folder, "node_modules", "c8", "bin", "c8.js");
  const limits = ["--check-coverage", "--lines=95", "--branches=95", "--functions=0", "--statements=0"];
  const where = [
    "--exclude-after-remap",
    `--include=packages/${name}/src/**`,
    `--include=packages/${name}/dist/**`, // what runs is the bundle; its source map leads to src
    "--exclude=**/*.d.ts",
    `--reports-dir=coverage/${name}`,
  ];
  const report = [
    "--reporter=text",
    "--reporter=lcovonly",
    "--temp-directory",
    join(root, ".cache", "coverage", name),
    "--clean",
    "--experimental-monocart",
  ];
  const tests = [
    process.execPath,
    join(root, "script", "test.mjs"),
    `packages/${name}/`,
    "--condition=development",
    "--timeout=180",
  ];
  return runTool(c8, [...limits, ...where, ...report, ...tests]);
});
