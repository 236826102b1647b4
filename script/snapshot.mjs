// `npm run api`: compares the public declarations of every published package with the reviewed snapshot beside its
// package.json (core.api.md for core, core.engine.api.md for its entry "./engine") and shows the difference.
// `npm run api:update` rewrites the snapshots. Names of packages leave out the others: `npm run api -- core actor`. See
// docs/decisions/0006-declaration-snapshots.md.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

const folder = join(root, "script", "snapshot");
const cache = join(root, ".cache", "snapshot");

await runMain(async () => {
  await setUp({ declarations: true });
  installFolder(folder);
  const update = process.argv.includes("--update");
  const names = process.argv.slice(2).filter((each) => !each.startsWith("--"));
  const chosen = published().filter(({ path }) => names.length === 0 || names.includes(basename(path)));
  if (chosen.length === 0) throw new Error(`${names.join(", ")} is not a published package`);
  const { Extractor, ExtractorConfig } = createRequire(join(folder, "package.json"))("@microsoft/api-extractor");
  const entries = chosen.flatMap(({ path, short, manifest }) =>
    Object.values(manifest.exports).map(({ types }) => ({ path, short, entry: basename(types, ".d.ts") })),
  );
  const taken = entries.map((entry) => ({ entry, snapshot: take(entry, Extractor, ExtractorConfig) }));
  const settled = taken.map(({ entry, snapshot }) => snapshot !== undefined && settle(entry, snapshot, update));
  return settled.every(Boolean) ? 0 : 1;
});

/** Writes the snapshot of an entry to the cache and returns its path; undefined if its declarations have errors. */
function take({ path, short, entry }, Extractor, ExtractorConfig) {
  mkdirSync(cache, { recursive: true });
  const reportFileName = `${basename(path)}${entry === "index" ? "" : `.${entry}`}.api.md`;
  const configObject = {
    projectFolder: path,
    mainEntryPointFilePath: join(path, "dist", `${entry}.d.ts`),
    compiler: { tsconfigFilePath: join(path, "tsconfig.json") },
    apiReport: { enabled: true, reportFileName, reportFolder: cache, reportTempFolder: join(cache, "temp") },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: "error" } },
      extractorMessageReporting: {
        default: { logLevel: "error" },
        "ae-missing-release-tag": { logLevel: "none" },
        "ae-undocumented": { logLevel: "none" }, // the snapshot marks it, for the reviewer
        // A further entry speaks of types that the index names.
        ...(entry === "index" ? {} : { "ae-forgotten-export": { logLevel: "none" } }),
        "ae-unresolved-link": { logLevel: "none" }, // typedoc checks links
      },
      tsdocMessageReporting: { default: { logLevel: "none" } }, // typedoc reads the docstrings, by its own rules
    },
  };
  const config = ExtractorConfig.prepare({
    configObject,
    packageJsonFullPath: join(path, "package.json"),
    configObjectFullPath: undefined,
  });
  const result = Extractor.invoke(config, { localBuild: true, showVerboseMessages: false, messageCallback: report });
  if (result.errorCount === 0) return join(cache, reportFileName);
  process.stdout.write(`${short}: the declarations of ${entry} have ${result.errorCount} errors, named above\n`);
  return undefined;
}

function report(message) {
  message.handled = true;
  if (message.logLevel !== "error") return;
  const place = message.sourceFilePath ? `${relative(root, message.sourceFilePath)}:${message.sourceFileLine}: ` : "";
  process.stdout.write(`${place}${message.text}\n`);
}

/** Tells whether the reviewed snapshot of a package equals the one just taken, or makes it so. */
function settle({ path, short, entry }, snapshot, update) {
  const reviewed = join(path, basename(snapshot));
  if (update) copyFileSync(snapshot, reviewed);
  const old = existsSync(reviewed) ? reviewed : "/dev/null";
  const files = [old, snapshot].map((file) => (file === "/dev/null" ? file : relative(root, file)));
  const { status, stdout } = spawnSync("git", ["diff", "--no-index", "--", ...files], { cwd: root, encoding: "utf8" });
  if (status === 0) {
    process.stdout.write(`${short}: the declarations of ${entry} are as reviewed\n`);
    return true;
  }
  process.stdout.write(
    `${stdout}\n${short}: the declarations of ${entry} changed; if that is meant, run "npm run api:update"\n`,
  );
  return false;
}
