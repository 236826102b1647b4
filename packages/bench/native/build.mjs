// Builds the native peers. Installs the Debian packages they need where that is possible, or says which they are.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { nativePeers } from "./peers.mjs";

/**
 * @param {string[]} command
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {boolean} whether it succeeded
 */
function run([program = "", ...args], options) {
  return spawnSync(program, args, { stdio: "inherit", ...options }).status === 0;
}

function missingPackages() {
  return nativePeers.flatMap(({ needs }) => needs.filter((need) => !need.present()).map((need) => need.package));
}

function installPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const canInstall = process.getuid?.() === 0 && run(["apt-get", "--version"], { stdio: "ignore" });
  if (!canInstall) {
    console.error(`Not installed: ${missing.join(", ")}. On Debian: sudo apt-get install ${missing.join(" ")}`);
    return;
  }
  console.error(`Installing from Debian: ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run(["apt-get", "update", "--quiet"], { env }) &&
    run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", ...missing], { env });
}

/**
 * @param {import("./peers.mjs").NativePeer} peer
 * @returns {boolean} whether it was built
 */
function buildPeer({ name, needs, folder, make, product }) {
  const missing = needs.filter((need) => !need.present()).map((need) => need.package);
  if (missing.length > 0) {
    console.error(`${name}: not built, for want of ${missing.join(", ")}`);
    return false;
  }
  mkdirSync(dirname(product), { recursive: true });
  const built = run(make, { cwd: folder });
  console.error(built ? `${name}: built` : `${name}: not built; "${make.join(" ")}" failed in ${folder}`);
  return built;
}

installPackages();
const built = nativePeers.map(buildPeer);
process.exitCode = built.every(Boolean) ? 0 : 1;
