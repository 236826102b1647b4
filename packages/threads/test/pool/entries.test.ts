// watchdog: 120 s
/** What entries may be: TypeScript, as it is or through a loader, and bundles, with their shared parts split off or not. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runProgram } from "@mailslot/test-support/program";
import { startThreads } from "@mailslot/threads";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { double } from "../entries/typed.js";

const here = dirname(fileURLToPath(import.meta.url));
const loader = new URL("../entries/register.mjs", import.meta.url);
const stripsTypes = (process.features as { readonly typescript?: unknown }).typescript === "strip";

test("an entry in TypeScript runs as it is where the platform strips types, elsewhere through a loader", async () => {
  const entry = new URL("../entries/typed.ts", import.meta.url);
  const threads = await startThreads({ workers: 1, entry, imports: stripsTypes ? [] : [loader], execArgv: [] });
  try {
    assert.is(await threads.run(double, 21), 42);
  } finally {
    await threads.close();
  }
});

const JOBS = `
  import { defineActor } from "@mailslot/actor";
  import { defineJob, startThreads } from "@mailslot/threads";
  export const triple = defineJob("triple", (n) => 3 * n);
  export const Counter = defineActor("counter", { state: () => ({ n: 0 }), receive: { next: (ctx) => ++ctx.state.n } });`;

const main = (entry: string): string => `
  const threads = await startThreads({ workers: 1, entry: ${entry} });
  const counter = await threads.spawn(Counter);
  console.log(await threads.run(triple, 14), await counter.ask.next());
  await threads.close();`;

const PROGRAMS = {
  "main.mjs": `
    import { startThreads } from "@mailslot/threads";
    import { Counter, triple } from "./work.mjs";
    ${main('new URL("./work.js", import.meta.url)')}`,
  "work.mjs": JOBS,
  "one.mjs": `
    import { isMainThread } from "node:worker_threads";
    ${JOBS}
    async function main() {${main("import.meta.url")}}
    if (isMainThread) main(); // not awaited: the module is its own entry`,
};

/** Bundles programs into a folder in which nothing else is, and runs the first. */
async function runBundled(names: readonly (keyof typeof PROGRAMS)[], splitting: boolean) {
  const folder = mkdtempSync(join(tmpdir(), "mailslot-bundle-"));
  const out = join(folder, "out");
  try {
    for (const name of names) writeFileSync(join(folder, name), PROGRAMS[name]);
    await build({
      entryPoints: names.map((name) => join(folder, name)),
      outdir: out,
      bundle: true,
      splitting,
      format: "esm",
      platform: "node",
      target: "node20",
      nodePaths: [join(here, "..", "..", "..", "..", "node_modules")],
      logLevel: "silent",
    });
    for (const name of names) rmSync(join(folder, name));
    const first = pathToFileURL(join(out, (names[0] as string).replace(".mjs", ".js")));
    return runProgram(`await import(${JSON.stringify(first.href)});`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a program and its entry in a bundle need nothing beside it, when what they share is split off", async () => {
  assert.equal(await runBundled(["main.mjs", "work.mjs"], true), { code: 0, stdout: "42 1\n", stderr: "" });
});

test("a program that is its own entry is one file", async () => {
  assert.equal(await runBundled(["one.mjs"], false), { code: 0, stdout: "42 1\n", stderr: "" });
});

test("a program and its entry with a copy of everything each are refused, and told what to do", async () => {
  const { code, stdout, stderr } = await runBundled(["main.mjs", "work.mjs"], false);
  assert.equal([code, stdout], [1, ""]);
  assert.match(stderr, "ERR_MAILSLOT_START");
  assert.match(stderr, "let it split off what they share");
});

test.run();
