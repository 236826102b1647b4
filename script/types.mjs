// `npm run types`: type-checks the sources of every package under its own tsconfig.json, then all tests and examples
// under the one at the root, against the built declarations that users get.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { examples, filesBelow, packages, root } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { runTool } from "./lib/tool.mjs";

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

await runMain(async () => {
  await setUp();
  const projects = [...packages(), ...examples()].map(({ short }) => short);
  const own = projects.filter((short) => existsSync(join(root, short, "tsconfig.json")));
  const shared =
    projects.some((short) => filesBelow(join(root, short, "test"), ".ts").length > 0) || examples().length > 0;
  const checks = [...own, ...(shared ? ["tsconfig.json"] : [])];
  const failed = checks.filter((project) => runTool(tsc, ["--noEmit", "-p", project]) !== 0);
  process.stdout.write(`${checks.length - failed.length} of ${checks.length} projects type-check\n`);
  return failed.length === 0 ? 0 : 1;
});
