// `npm run release`: publishes every package whose version is not on the registry yet; CI alone runs it. It refuses as long
// as the address of the repository is unknown: the registry links to it, and provenance is checked against it.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { readMetadata, withAbsoluteLinks } from "./lib/metadata.mjs";
import { setUp } from "./lib/setup.mjs";
import { runTool } from "./lib/tool.mjs";
import { metadataProblems } from "./rules/manifests.mjs";

await runMain(async () => {
  const metadata = readMetadata();
  const { repository } = metadata;
  if (repository === null)
    throw new Error(
      'Not released: the address of the repository is not known. Write it into script/metadata.json ("repository": ' +
        '"https://github.com/owner/name"), run "npm run metadata", commit, and release again.',
    );
  const problems = published().flatMap((member) => metadataProblems(member, metadata));
  if (problems.length > 0) throw new Error(`Not released:\n${problems.join("\n")}`);
  await setUp({ declarations: true });
  for (const { path } of published()) {
    const page = join(path, "README.md"); // changed in this checkout alone, which is thrown away
    writeFileSync(page, withAbsoluteLinks(readFileSync(page, "utf8"), repository, `packages/${basename(path)}`));
  }
  return runTool(join(root, "node_modules", "@changesets", "cli", "bin.js"), ["publish"]);
});
