// watchdog: 300 s
// runs under Node alone: it runs the programs as Node programs.
/** What the guides and the landing page show is so. A page that the tests of a package run is left to them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guidePages, testGuides } from "@mailslot/test-support/guides";
import { test } from "uvu";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const tested = readdirSync(join(root, "packages"), { recursive: true, encoding: "utf8" })
  .filter((file) => /^[\w-]+\/test\/examples\.test\.ts$/.test(file))
  .map((file) => readFileSync(join(root, "packages", file), "utf8"));
const pages = guidePages(join(root, "docs", "guide")).filter(
  (page) => !tested.some((text) => text.includes(`docs/guide/${page}.md`)),
);

testGuides(join(root, "docs"), { pages: ["index"] });
testGuides(join(root, "docs", "guide"), {
  pages,
  flags: { "development-builds": ["--conditions=development"] },
});

test.run();
