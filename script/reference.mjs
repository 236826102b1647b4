// `npm run docs`: builds the site into docs/api, which is not committed: the guides, and the reference of every published package. A
// link that leads nowhere, or a type that the public API mentions and does not export, fails it. Beside the pages stand the same texts
// for coding agents. See docs/decisions/0012-the-site.md.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { guides } from "./lib/guides.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { runTool } from "./lib/tool.mjs";

const docs = join(root, "docs");
const out = join(docs, "api");

await runMain(async () => {
  await setUp({ declarations: true });
  const folder = join(root, "script", "reference");
  installFolder(folder);
  const typedoc = join(folder, "node_modules", "typedoc", "bin", "typedoc");
  const entries = inOrder(published()).map(({ path }) => path);
  const pages = guides();
  const documents = [
    ...pages.map(({ name }) => join("guide", `${name}.md`)),
    "semantics.md",
    "architecture.md",
    "benchmarks.md",
  ];
  const code = runTool(typedoc, [
    "--options",
    join(folder, "typedoc.json"),
    "--out",
    out,
    ...documents.flatMap((page) => ["--projectDocuments", join(docs, page)]),
    ...entries,
  ]);
  if (code === 0) addTexts(pages);
  return code;
});

/** The packages in the order in which one meets them; those not named here come last. */
function inOrder(members) {
  const names = [
    "core",
    "actor",
    "supervision",
    "select",
    "io",
    "testing",
    "inspector",
    "otel",
    "react",
    "threads",
    "remote",
  ];
  const rank = ({ path }) => (names.includes(basename(path)) ? names.indexOf(basename(path)) : names.length);
  return [...members].sort((a, b) => rank(a) - rank(b));
}

/** Puts llms.txt and the pages that it names beside the site, and all guides in one file. */
function addTexts(pages) {
  for (const name of ["llms.txt", "semantics.md", "benchmarks.md"]) cpSync(join(docs, name), join(out, name));
  cpSync(join(docs, "guide"), join(out, "guide"), { recursive: true });
  const texts = pages.map(({ text }) => text.replace(/^---\n[\s\S]*?\n---\n+/, ""));
  writeFileSync(
    join(out, "llms-full.txt"),
    [readFileSync(join(docs, "llms.txt"), "utf8"), ...texts].join("\n\n---\n\n"),
  );
}
