// `npm run rules`: checks what no linter knows. Each rule is a file in script/rules: what packages may depend on and
// import, circles of imports, the tree, and what texts may say.
import { join } from "node:path";
import { examples, packages, published, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { readMetadata } from "./lib/metadata.mjs";
import { circleProblems } from "./rules/circles.mjs";
import { sourceProblems, testProblems } from "./rules/imports.mjs";
import { manifestProblems, metadataProblems } from "./rules/manifests.mjs";
import { textProblems } from "./rules/texts.mjs";
import { crowdProblems, lengthProblems, mirrorProblems, pageProblems } from "./rules/tree.mjs";

// Known violations, by how they begin. Remove a line once the rule holds.
const YET = [];

await runMain(async () => {
  installFolder(root);
  const { default: ts } = await import("typescript");
  const metadata = readMetadata();
  const trees = published().map(({ short }) => ({ path: `${short}/src`, deep: true }));
  const problems = [
    ...published().flatMap(manifestProblems),
    ...published().flatMap((member) => metadataProblems(member, metadata)),
    ...packages().flatMap((member) => sourceProblems(ts, member)),
    ...[...packages(), ...examples()].flatMap((member) => testProblems(ts, member)),
    ...packages().flatMap(({ path, short }) => circleProblems(ts, join(path, "src"), `${short}/src`)),
    ...published().flatMap(({ path, short }) =>
      ["src", "test"].flatMap((folder) => crowdProblems(join(path, folder), `${short}/${folder}`)),
    ),
    ...["packages", "examples", "script"].flatMap((name) => lengthProblems(join(root, name), name)),
    ...published().flatMap(({ path, short }) => mirrorProblems(path, short)),
    ...pageProblems("docs/architecture.md", [...trees, { path: "packages/bench" }, { path: "script" }]),
    ...textProblems(),
  ];
  const broken = problems.filter((problem) => !YET.some((start) => problem.startsWith(start)));
  const mended = YET.filter((start) => !problems.some((problem) => problem.startsWith(start)));
  for (const problem of broken) process.stdout.write(`${problem}\n`);
  for (const start of mended)
    process.stdout.write(`script/rules.mjs: remove "${start}" from YET, since that holds now\n`);
  process.stdout.write(`${broken.length} rules broken\n`);
  return broken.length === 0 ? 0 : 1;
});
