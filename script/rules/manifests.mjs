// What the manifest of a package says: which packages it may depend on, that its licence and changes go with it, and what
// script/metadata.json says of the project.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fieldsOf, withFields } from "../lib/metadata.mjs";

// What each package may depend on, from bottom to top. loom and core stand alone.
const ORDER = {
  loom: [],
  core: [],
  select: ["@mailslot/core"],
  actor: ["@mailslot/core"],
  supervision: ["@mailslot/core", "@mailslot/actor"],
  io: ["@mailslot/core", "@mailslot/select"],
  remote: ["@mailslot/core", "@mailslot/actor", "@mailslot/supervision"],
  threads: ["@mailslot/core", "@mailslot/actor", "@mailslot/remote"],
  inspector: ["@mailslot/core", "@mailslot/actor", "@mailslot/supervision", "ws"],
  testing: ["@mailslot/core", "@mailslot/actor"],
  react: ["@mailslot/core", "@mailslot/actor", "react"],
  otel: ["@mailslot/core", "@mailslot/actor", "@opentelemetry/api", "@opentelemetry/semantic-conventions"],
  "eslint-plugin": ["@typescript-eslint/utils", "eslint", "typescript"],
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
  const files = manifest.files?.includes("CHANGELOG.md")
    ? []
    : [`${short}/package.json does not list CHANGELOG.md in "files"`];
  return [...licence, ...files, ...wrong];
}

/** Says whether the manifest of a published package holds what script/metadata.json says, and nothing else. */
export function metadataProblems({ short, path, manifest }, metadata) {
  const complete = withFields(manifest, fieldsOf(basename(path), metadata));
  const same = JSON.stringify(complete) === JSON.stringify(manifest);
  return same ? [] : [`${short}/package.json does not say what script/metadata.json does: run "npm run metadata"`];
}

/** Lists what a manifest declares that a user of the package installs. */
export function declared({ dependencies, peerDependencies, optionalDependencies }) {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
