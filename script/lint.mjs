// `npm run lint`: lints and checks the format of all files with Biome, warnings being errors. `npm run format`
// (--write) rewrites what can be rewritten safely.
import { join } from "node:path";
import { root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { runTool } from "./lib/tool.mjs";

await runMain(() => {
  installFolder(root);
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const command = process.argv.includes("--write") ? ["check", "--write"] : ["ci"];
  const colours = process.stdout.isTTY ? [] : ["--colors=off"]; // in CI Biome colours every letter otherwise
  return runTool(biome, [...command, "--error-on-warnings", ...colours]);
});
