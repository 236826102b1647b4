// All three ways find the same (the program compares them itself), and what find(1) finds, where there is one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const run = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });

const folder = mkdtempSync(join(tmpdir(), "locate-"));
try {
  for (let n = 0; n < 300; n++) {
    const below = join(folder, `${n % 7}`, `${n % 11}`, `${n % 3}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `file ${n}`), "m".repeat(n));
  }
  symlinkSync(folder, join(folder, "round and round"));
  mkdirSync(join(folder, "empty"));

  for (const tasks of ["1", "4", "64"]) {
    const { status, stdout, stderr } = run("--json", "--rounds", "1", "--tasks", tasks, folder);
    assert.equal(status, 0, stderr);
    const { entries, rows } = JSON.parse(stdout);
    assert.deepEqual(
      rows.map(({ way }) => way),
      ["plain calls", "fs.promises", `${tasks} tasks`],
    );
    const find = spawnSync("find", [folder, "-mindepth", "1"], { encoding: "utf8" });
    if (find.status === 0) assert.equal(entries, find.stdout.trim().split("\n").length);
  }

  const missing = run(join(folder, "nothing here"));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /ENOENT/);

  const nonsense = run("--tasks", "0");
  assert.equal(nonsense.status, 2);
  assert.match(nonsense.stderr, /--tasks: "0" is not a number from 1 to 1,024\nusage: npm run locate/);
  assert.match(run("--help").stdout, /^usage: npm run locate/);

  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0 });
  const denied = run("--rounds", "1", folder);
  chmodSync(closed, 0o700);
  if (process.getuid?.() !== 0) assert.match(denied.stderr, /EACCES/);
} finally {
  rmSync(folder, { recursive: true });
}
const { stdout } = run("--rounds", "3", fileURLToPath(new URL("../..", import.meta.url)));
process.stdout.write(`locate: ${stdout}`);
