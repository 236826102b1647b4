// Brings a clone to the point where its programs run: installs the dependencies and builds the packages, each only
// if needed. Starts with nothing installed, so it imports nothing but Node. Speaks on stderr alone.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./folders.mjs";
import { installFolder } from "./install.mjs";
import { isMain, runMain } from "./main.mjs";

const QUIET_MS = 700; // a build that turns out to need nothing ends before this, and stays silent

/**
 * Installs and builds what is missing. `filters` are turbo filters ("@mailslot/core...", "./examples/word-count...": with
 * the dots, what a package uses is built too); without filters, everything is built. Programs and tests need the
 * JavaScript alone; `declarations` writes the declarations too, which compilers read.
 */
export async function setUp({ filters = [], declarations = false } = {}) {
  installFolder(root);
  const announce = setTimeout(() => process.stderr.write("Building ...\n"), QUIET_MS);
  try {
    await build(declarations ? ["build", "declarations"] : ["build"], filters);
  } finally {
    clearTimeout(announce);
  }
}

function build(tasks, filters) {
  const args = [join(root, "node_modules", "turbo", "bin", "turbo"), "run", ...tasks];
  args.push("--output-logs=errors-only", "--no-update-notifier", ...filters.map((filter) => `--filter=${filter}`));
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => (code === 0 ? done() : fail(new Error(`The build failed.\n${output}`))));
  });
}

if (isMain(import.meta)) {
  await runMain(() => setUp({ filters: process.argv.slice(2), declarations: true }));
}
