// Chromium, for tests that need a browser: what it is called, and how a page of one script is run to its end.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is said where there is none. */
export const NO_CHROMIUM = "no Chromium here (apt-get install chromium, or set CHROMIUM to its path)";

const BINARIES = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--dump-dom"],
  ...[
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=600000",
  ],
];
const WAIT_MS = 120_000;

/** Returns the command of a Chromium, or undefined. */
export function findChromium() {
  return BINARIES.find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** Runs a page with `script`, a module, below `folder`, and returns what it has become; its `<pre id="out">` is for texts. */
export function runPage(binary, folder, script) {
  const page = join(folder, "page.html");
  // The bundle is inlined with its script ends escaped: a page opened from a file may not load modules.
  const inlined = script.replaceAll("</script", "<\\/script");
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><pre id="out"></pre><script type="module">${inlined}</script>`,
  );
  mkdirSync(join(folder, "profile"));
  const args = [...FLAGS, `--user-data-dir=${join(folder, "profile")}`, `file://${page}`];
  const { stdout, error } = spawnSync(binary, args, { encoding: "utf8", timeout: WAIT_MS, maxBuffer: 2 ** 28 });
  if (error) throw new Error(`Chromium did not end: ${error.message}`);
  return stdout;
}

/** Returns what uvu has printed into such a page: `{ text, total, passed }`. Throws when it has not come to its end. */
export function readPage(dom) {
  const text = /<pre id="out">([\s\S]*?)<\/pre>/.exec(dom)?.[1] ?? dom;
  const count = (what) => Number(new RegExp(`${what}:\\s+(\\d+)`).exec(text)?.[1] ?? Number.NaN);
  const [total, passed] = [count("Total"), count("Passed")];
  if (!(total > 0)) throw new Error(`the page did not come to its end:\n${text.slice(-2_000)}`);
  return { text, total, passed };
}
