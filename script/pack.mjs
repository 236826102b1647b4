// `npm run pack:check`: looks at every published package as the registry would serve it. publint checks the manifest
// against the packed files; attw checks that TypeScript resolves the same modules as Node and bundlers do; and
// a project with strict options compiles against the declarations.
import { join } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { runTool } from "./lib/tool.mjs";
import { compilePacked } from "./pack/compile.mjs";

await runMain(async () => {
  await setUp({ declarations: true });
  const folder = join(root, "script", "pack");
  installFolder(folder);
  const modules = join(folder, "node_modules");
  const publint = join(modules, "publint", "src", "cli.js");
  const attw = join(modules, "@arethetypeswrong", "cli", "dist", "index.js");
  const codes = published().flatMap(({ short }) => [
    runTool(publint, ["run", short, "--strict"]),
    runTool(attw, ["--pack", short, "--profile", "esm-only", "--no-emoji"]),
  ]);
  codes.push(compilePacked(published()));
  return codes.every((code) => code === 0) ? 0 : 1;
});
