// watchdog: 180 s
// runs under Node alone: it starts a browser.
// The hooks in headless Chromium, with React's own renderer: the tests of page/hooks.page.ts. Without a Chromium they are left out.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findChromium, NO_CHROMIUM, readPage, runPage } from "../../../script/lib/chromium.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = findChromium();

async function bundle(mode) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import "../../../script/browser/page.js"; import "./page/hooks.page.ts";`,
      resolveDir: here,
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "browser",
    ignoreAnnotations: true, // the package says that it has no side effects; its tests have
    define: { "process.env": "{}", "process.env.NODE_ENV": JSON.stringify(mode) },
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

if (binary === undefined) {
  console.log(`the tests of the page are left out: ${NO_CHROMIUM}`);
  test("the page can be bundled", async () => assert.ok((await bundle("development")).length > 0));
}
for (const mode of binary === undefined ? [] : ["development", "production"]) {
  test(`the hooks do in a page what they promise, with React's ${mode} build`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "mailslot-react-"));
    try {
      const { text, total, passed } = readPage(runPage(binary, folder, await bundle(mode)));
      assert.is(passed, total, text);
      assert.not.match(text, /uncaught:|unhandled:/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test.run();
