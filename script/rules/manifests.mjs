// What the manifest of a package may say: which packages it may depend on, and that its licence goes with it.
import { existsSync } from "node:fs";
import { join } from "node:path";

// What each package may depend on, from bottom to top. loom and core stand alone.
const ORDER = {
  loom: [],
  core: [],
  select: ["@mailslot/core"],
  actor: ["@mailslot/core"],
  supervision: ["@mailslot/core", "@mailslot/actor"],
  io: ["@mailslot/core", "@mailslot/select"],
  threads: ["@mailslot/core", "@mailslot/actor", "msgpackr"],
  testing: ["@mailslot/core"],
};

/** Says what is wrong with the manifest of a published package. */
export function manifestProblems({ short, path, manifest }) {
  const allowed = ORDER[short.split("/")[1]];
  if (!allowed) return [`${short} is not in the order of packages: add it to script/rules/manifests.mjs`];
  const licence = existsSync(join(path, "LICENSE")) ? [] : [`${short} has no LICENSE file to publish`];
  const types = manifest.mailslot?.platform === "node" ? ["@types/node"] : [];
  const wrong = declared(manifest)
    .filter((name) => ![...allowed, ...types].includes(name))
    .map((name) => `${short}/package.json declares ${name}; it may use ${allowed.join(", ") || "nothing"}`);
  return [...licence, ...wrong];
}

/** Lists what a manifest declares that a user of the package installs. */
export function declared({ dependencies, peerDependencies, optionalDependencies }) {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
