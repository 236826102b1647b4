// watchdog: 300 s
// runs under Node alone: it runs the programs as Node programs.
/** What the guides and the landing page show is so. A page that a test of a package or an example names is left to that. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guidePages, testGuides } from "@mailslot/test-support/guides";
import { test } from "uvu";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const others = ["packages", "examples"].flatMap((parent) =>
  readdirSync(join(root, parent)).flatMap((name) => testsIn(join(root, parent, name, "test"))),
);
const pages = guidePages(join(root, "docs", "guide")).filter(
  (page) => !others.some((text) => text.includes(`docs/guide/${page}.md`)),
);

function testsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  return names.map((name) => readFileSync(join(folder, name), "utf8"));
}

testGuides(join(root, "docs"), { pages: ["index"] });
testGuides(join(root, "docs", "guide"), {
  pages,
  flags: { "development-builds": ["--conditions=development"] },
});

test.run();
