// `npm run rules`: checks what no linter knows. Sources import only what their package.json declares, and that only
// what the order of the packages allows; tests import packages by name; tracked files name no registry and no machine;
// links lead somewhere, and every clause of the semantics names its test.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { examples, filesBelow, packages, published, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";

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

const FORBIDDEN = [
  { what: "a resolved address in a lockfile", files: /package-lock\.json$/, pattern: /"resolved":\s*"https?:/ },
  { what: "a registry host", files: /./, pattern: /\bregistry\.(?:npmjs|yarnpkg)\b|https?:\/\/registry\b/ },
  {
    what: "an absolute path of one machine",
    files: /./,
    pattern: /(?<![\w.$}*/-])\/(?:home|root|Users|work|tmp)\/[\w.-]+/,
  },
];

await runMain(async () => {
  installFolder(root);
  const { default: ts } = await import("typescript");
  const importsOf = (file) =>
    ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles.map((each) => each.fileName);
  const problems = [
    ...published().flatMap(manifestProblems),
    ...packages().flatMap((member) => sourceProblems(member, importsOf)),
    ...[...packages(), ...examples()].flatMap((member) => testProblems(member, importsOf)),
    ...trackedFiles().flatMap(textProblems),
    ...trackedFiles()
      .filter((file) => file.endsWith(".md"))
      .flatMap(linkProblems),
    ...clauseProblems("docs/semantics.md"),
  ];
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${problems.length} rules broken\n`);
  return problems.length === 0 ? 0 : 1;
});

function manifestProblems({ short, path, manifest }) {
  const allowed = ORDER[short.split("/")[1]];
  if (!allowed) return [`${short} is not in the order of packages: add it to script/rules.mjs`];
  const licence = existsSync(join(path, "LICENSE")) ? [] : [`${short} has no LICENSE file to publish`];
  const wrong = declared(manifest)
    .filter((name) => !allowed.includes(name))
    .map((name) => `${short}/package.json declares ${name}; it may use ${allowed.join(", ") || "nothing"}`);
  return [...licence, ...wrong];
}

function sourceProblems({ path, manifest }, importsOf) {
  const known = [...declared(manifest), ...(manifest.private ? Object.keys(manifest.devDependencies ?? {}) : [])];
  const node = manifest.mailslot?.platform === "node" || manifest.private === true;
  return filesBelow(join(path, "src"), ".ts").flatMap((file) =>
    importsOf(file)
      .filter((name) => !(name.startsWith(".") || known.includes(packageOf(name)) || (node && isBuiltin(name))))
      .map((name) => `${relative(root, file)} imports ${name}, which its package.json does not declare`),
  );
}

function testProblems({ path }, importsOf) {
  return filesBelow(join(path, "test"), ".ts").flatMap((file) =>
    importsOf(file)
      .filter((name) => /^\.\.?\/(?:.*\/)?(?:src|dist)\//.test(name))
      .filter(() => relative(root, path).startsWith("packages"))
      .map((name) => `${relative(root, file)} imports ${name}; a test imports its package by name`),
  );
}

function textProblems(file) {
  const text = readFileSync(join(root, file), "utf8");
  return FORBIDDEN.filter(({ files }) => files.test(file)).flatMap(({ what, pattern }) => {
    const found = pattern.exec(text);
    if (!found) return [];
    return [`${file}:${text.slice(0, found.index).split("\n").length} holds ${what}: ${found[0]}`];
  });
}

function linkProblems(file) {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)]
    .map(([, target]) => target)
    .filter((target) => !existsSync(join(root, dirname(file), target)))
    .map((target) => `${file} links to ${target}, which does not exist`);
}

// A clause of the semantics is a paragraph that begins with its number in bold; it names the test that holds it.
function clauseProblems(file) {
  return readFileSync(join(root, file), "utf8")
    .split(/\n{2,}/)
    .filter((paragraph) => /^\*\*[A-Z]\d+\./.test(paragraph) && !/\]\([^)]*\/test\//.test(paragraph))
    .map((paragraph) => `${file}: clause ${paragraph.slice(2, 6)} names no test`);
}

function trackedFiles() {
  const { stdout, status } = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error("git ls-files failed: the rules are checked in a clone");
  return stdout.split("\0").filter((file) => file !== "" && !/\.(?:png|ico|gz|zip|wasm|bin)$/.test(file));
}

function declared({ dependencies, peerDependencies, optionalDependencies }) {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

function packageOf(name) {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function isBuiltin(name) {
  return name.startsWith("node:") || builtinModules.includes(name);
}
