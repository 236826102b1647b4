// runs under Node alone: Biome is a program of its own.
/** The rules for Biome: what can be seen without types. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
const folder = mkdtempSync(join(tmpdir(), "mailslot-biome-"));
const plugins = [join(root, "packages/eslint-plugin/mailslot.grit")];
const linter = { enabled: true, rules: { recommended: false } };
writeFileSync(join(folder, "biome.json"), JSON.stringify({ plugins, linter, assist: { enabled: false } }));

/** Returns the lines that have an alarm. */
function alarms(paths: readonly string[], cwd: string): string[] {
  const options = ["lint", "--reporter=github", "--max-diagnostics=none", `--config-path=${folder}`];
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...options, ...paths], { cwd, encoding: "utf8" });
  assert.not.match(stderr, /Failed to compile|configuration/);
  return stdout.split("\n").filter((line) => line.startsWith("::error title=plugin"));
}

// `any`, since Biome looks at the syntax alone, and the program needs no declarations so.
const PROGRAM = `
export function* body(numbers: any, ref: any) {
  sleep(10); // alarm
  const n = yield numbers.recv(); // alarm
  ref.ask.add(1);
  yield* sleep(10);
  ref.tell.add(1);
  numbers.send(1);
  const m = yield* numbers.recv();
  void sleep(1);
  yield n + m;
}
export async function other(numbers: any) {
  select({ numbers }); // alarm
  await numbers.recv();
}
`;

test("what names alone tell is found, and nothing else", () => {
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  const wanted = PROGRAM.split("\n").flatMap((line, index) => (line.endsWith("// alarm") ? [index + 1] : []));
  const found = alarms(["program.ts"], folder).map((line) => Number(/line=(\d+)/.exec(line)?.[1]));
  assert.equal(found, wanted);
});

test("the sources and examples of this repository raise no alarm", () => {
  assert.equal(
    alarms(
      ["packages", "examples"].map((name) => `${name}/`).flatMap((name) => sources(name)),
      root,
    ),
    [],
  );
});

function sources(parent: string): string[] {
  return spawnSync("git", ["ls-files", `${parent}*/src/*.ts`], { cwd: root, encoding: "utf8" })
    .stdout.trim()
    .split("\n");
}

test.after(() => rmSync(folder, { recursive: true }));

test.run();
