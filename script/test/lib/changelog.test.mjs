// Every published package gets a CHANGELOG of its own from the changesets, and a version that follows from them.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { published, readJson, root } from "../../lib/folders.mjs";

const name = "@mailslot/core";

/** Versions the packages in a throw-away copy of their manifests, and hands the copy to `use`. */
function versioned(use) {
  const copy = mkdtempSync(join(tmpdir(), "changelog-"));
  try {
    const { stdout } = spawnSync(
      "git",
      ["ls-files", "-co", "--exclude-standard", "--", ".changeset", "*package.json", "script/lib", "package-lock.json"],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    for (const file of stdout.trim().split("\n")) cpSync(join(root, file), join(copy, file), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const cli = join(root, "node_modules", "@changesets", "cli", "bin.js");
    for (const command of ["git init -q .", "git add -A", "git -c user.email=a@b.c -c user.name=a commit -q -m a"])
      assert.is(spawnSync(command, { cwd: copy, shell: true }).status, 0, command);
    const ended = spawnSync(process.execPath, [cli, "version"], { cwd: copy, encoding: "utf8" });
    assert.is(ended.status, 0, ended.stdout + ended.stderr);
    use(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

test("each package with changes has a CHANGELOG, whose version its manifest and its users name", () => {
  versioned((copy) => {
    for (const { short, manifest } of published()) {
      const changed = readJson(join(copy, short, "package.json"));
      if (changed.version === manifest.version) continue;
      const log = readFileSync(join(copy, short, "CHANGELOG.md"), "utf8");
      assert.match(log, `# ${manifest.name}\n\n## ${changed.version}\n`);
      assert.not.match(log, /Updated dependencies/);
      const needed = changed.dependencies?.[name];
      if (needed) assert.is(needed, `^${readJson(join(copy, "packages", "core", "package.json")).version}`);
    }
  });
});

test.run();
