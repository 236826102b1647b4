// Another commit of this repository, checked out beside it, installed and built, for as long as it is compared with.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../script/lib/folders.mjs";
import { UsageError } from "../harness/arguments.mjs";

/** Answers the full name of a commit. */
export function resolveCommit(name) {
  const { status, stdout } = git(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  if (status !== 0) throw new UsageError(`--against: "${name}" is not a commit of this repository`);
  return stdout.trim();
}

/** Checks out and builds `commit`; answers its folder, and how to remove it. */
export function checkOut(commit) {
  const above = mkdtempSync(join(tmpdir(), "mailslot-against-"));
  const folder = join(above, commit.slice(0, 12));
  const remove = () => {
    git(["worktree", "remove", "--force", folder]);
    rmSync(above, { recursive: true, force: true });
  };
  try {
    must(git(["worktree", "add", "--detach", folder, commit]));
    must(spawnSync("npm", ["ci", "--no-progress", "--loglevel=error"], { cwd: folder, encoding: "utf8" }));
    must(spawnSync("npm", ["run", "build"], { cwd: folder, encoding: "utf8" }));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

const git = (args) => spawnSync("git", args, { cwd: root, encoding: "utf8" });

function must({ status, stdout, stderr, error }) {
  if (status !== 0) throw new Error(`${error?.message ?? ""}${stdout}${stderr}`.trim());
}
