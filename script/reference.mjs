// `npm run docs`: builds the API reference of every published package into docs/api, which is not committed. A link
// that leads nowhere, or a type that the public API mentions and does not export, fails it.
import { join } from "node:path";
import { published, root } from "./folders.mjs";
import { installFolder } from "./install.mjs";
import { runMain } from "./main.mjs";
import { setUp } from "./setup.mjs";
import { runTool } from "./tool.mjs";

await runMain(async () => {
  await setUp();
  const folder = join(root, "script", "reference");
  installFolder(folder);
  const typedoc = join(folder, "node_modules", "typedoc", "bin", "typedoc");
  const entries = published().map(({ path }) => path);
  const out = join(root, "docs", "api");
  return runTool(typedoc, ["--options", join(folder, "typedoc.json"), "--out", out, ...entries]);
});
