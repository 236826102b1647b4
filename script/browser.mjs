// `npm run test:browser`: runs those tests of core that need no Node in headless Chromium: bundled with the built package
// into one page, whose text is what uvu prints; then the test of the inspector's page, which playwright-core drives. Without a
// Chromium (CHROMIUM=path, or on the PATH) it says so and skips.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findChromium, NO_CHROMIUM, readPage, runPage } from "./lib/chromium.mjs";
import { filesBelow, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { runFile } from "./lib/test-file.mjs";

/** What uvu prints for a test that passed. */
const BULLET = "\u001b[90m• \u001b[39m\n";

await runMain(async () => {
  const binary = findChromium();
  if (!binary) {
    process.stdout.write(`skipped: ${NO_CHROMIUM}\n`);
    return 0;
  }
  await setUp();
  const folder = mkdtempSync(join(tmpdir(), "mailslot-browser-"));
  try {
    const codes = [judge(runPage(binary, folder, await bundle())), await testInspector(binary)];
    return Math.max(...codes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function testInspector(binary) {
  installFolder("script/chromium");
  const { stdout } = spawnSync("which", [binary], { encoding: "utf8" });
  process.env.CHROMIUM = stdout.trim();
  const file = join(root, "packages/inspector/check/page.test.mjs");
  const { passed, failed, problem, output } = await runFile({ file, runtime: process.execPath, timeout: 240 });
  if (problem) process.stdout.write(`${problem}\n${output}\n`);
  process.stdout.write(`the page of the inspector\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function bundle() {
  const { build } = await import("esbuild");
  const files = filesBelow(join(root, "packages/core/test"), ".test.ts").filter(needsNoNode);
  // One entry after the other: a file that fails to load must not hide those after it.
  const contents = [
    `import "./script/browser/page.js";`,
    ...files.map((file) => `import "./${relative(root, file)}";`),
  ];
  const { outputFiles } = await build({
    stdin: { contents: contents.join("\n"), resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "browser",
    keepNames: true, // tasks are named by their bodies
    ignoreAnnotations: true, // core says that it has no side effects; its tests have
    define: { "process.env": "{}" },
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

function needsNoNode(file) {
  const text = readFileSync(file, "utf8");
  return !/^\/\/ runs under Node alone|from "node:|setImmediate|\bimport[.(]/m.test(text);
}

function judge(dom) {
  const { text, total, passed } = readPage(dom);
  if (passed < total) process.stdout.write(`${text.slice(text.indexOf("FAIL")).replaceAll(BULLET, "")}\n`);
  process.stdout.write(`${passed} passed, ${total - passed} failed\n`);
  return passed === total ? 0 : 1;
}
