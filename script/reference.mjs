// `npm run docs`: builds the API reference of every published package into docs/api, which is not committed. A link
// that leads nowhere, or a type that the public API mentions and does not export, fails it.
import { join } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { runTool } from "./lib/tool.mjs";

await runMain(async () => {
  await setUp({ declarations: true });
  const folder = join(root, "script", "reference");
  installFolder(folder);
  const typedoc = join(folder, "node_modules", "typedoc", "bin", "typedoc");
  const entries = published().map(({ path }) => path);
  const out = join(root, "docs", "api");
  return runTool(typedoc, ["--options", join(folder, "typedoc.json"), "--out", out, ...entries]);
});
