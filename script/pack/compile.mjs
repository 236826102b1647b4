// Installs the packed packages in a folder of their own, and compiles a program that imports all of them, as a project of
// Vite's template would: ES2023 and the DOM, no types but those that a package asks for itself, libraries checked.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/folders.mjs";
import { runTool } from "../lib/tool.mjs";

const project = join(root, ".cache", "packed");
const modules = join(project, "node_modules");
const OPTIONS = {
  target: "ES2023",
  lib: ["ES2023", "DOM"],
  module: "ESNext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  verbatimModuleSyntax: true,
  types: [],
  skipLibCheck: false,
  strict: true,
  noEmit: true,
};

/** Compiles against the packed declarations of `members` and returns an exit code. */
export function compilePacked(members) {
  rmSync(project, { recursive: true, force: true });
  for (const member of members) unpack(member);
  const [forNode, anywhere] = [true, false].map((node) =>
    members.filter(({ manifest }) => "@types/node" in (manifest.peerDependencies ?? {}) === node),
  );
  const codes = [compile("anywhere", anywhere)];
  for (const name of ["@types/node", "undici-types"])
    cpSync(join(root, "node_modules", name), join(modules, name), { recursive: true });
  codes.push(compile("node", forNode));
  const failed = codes.filter((code) => code !== 0);
  if (failed.length === 0) process.stdout.write("the packed declarations compile in a project of Vite's template\n");
  return failed.length === 0 ? 0 : 1;
}

// A second entry of a package is compiled alone, too: the first may bring along what it lacks.
function compile(name, members) {
  const entries = members.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((key) => !key.endsWith(".json"))
      .map((key) => manifest.name + key.slice(1)),
  );
  const second = entries.filter((entry) => entry.split("/").length > 2);
  const codes = second.map((entry, n) => compileEntries(`${name}-${n}`, [entry]));
  return [...codes, compileEntries(name, entries)].find((code) => code !== 0) ?? 0;
}

function compileEntries(name, entries) {
  const lines = entries.map((entry, n) => `import * as p${n} from "${entry}";\nconsole.log(p${n});\n`);
  writeFileSync(join(project, `${name}.ts`), lines.join(""));
  const tsconfig = join(project, `${name}.json`);
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: OPTIONS, files: [`${name}.ts`] }));
  return runTool(join(root, "node_modules", "typescript", "bin", "tsc"), ["-p", tsconfig]);
}

function unpack({ path, short, manifest }) {
  const folder = join(modules, manifest.name);
  mkdirSync(folder, { recursive: true });
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", project];
  const { stdout, status } = spawnSync("npm", args, {
    cwd: path,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm pack failed in ${short}`);
  const [{ filename }] = JSON.parse(stdout);
  const tar = spawnSync("tar", ["xzf", join(project, filename), "-C", folder, "--strip-components=1"]);
  if (tar.status !== 0) throw new Error(`${filename} could not be unpacked: ${tar.stderr}`);
}
