// `npm run llms`: writes docs/llms.txt and the llms.txt of every published package from what is there: the front matter of the guides,
// manifests, and the first sentence of each export. script/test/llms.test.mjs fails when one of them is old. See
// docs/decisions/0012-the-site.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";

await runMain(async () => {
  installFolder(root);
  const { llmsOfPackage, llmsOfSite } = await import("./lib/llms.mjs");
  writeFileSync(join(root, "docs", "llms.txt"), llmsOfSite());
  for (const member of published()) writeFileSync(join(member.path, "llms.txt"), llmsOfPackage(member));
});
