// `npm run size`: measures what a package adds to a program, minified and gzipped, and compares it with the limits in
// its package.json: { "mailslot": { "sizes": [{ "name": …, "import": "* as all" or "{ go }", "limit": bytes }] } }.
// "* without folder" leaves out what the package's index takes from that folder.
// See docs/decisions/0025-size.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packages } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

await runMain(async () => {
  await setUp();
  const { build } = await import("esbuild");
  const rows = packages().flatMap((member) =>
    (member.manifest.mailslot?.sizes ?? []).map((row) => ({ ...row, member })),
  );
  const measured = await Promise.all(rows.map(async (row) => ({ ...row, bytes: await measure(build, row) })));
  for (const { member, name, bytes, limit } of measured) {
    const verdict = bytes <= limit ? "within" : "OVER";
    process.stdout.write(`${member.manifest.name}, ${name}: ${bytes} bytes, ${verdict} the limit of ${limit}\n`);
  }
  return measured.every(({ bytes, limit }) => bytes <= limit) ? 0 : 1;
});

async function measure(build, { member, import: given }) {
  const wanted = given.startsWith("* without ") ? namesWithout(member, given.slice("* without ".length)) : given;
  const names = wanted.startsWith("*") ? wanted.replace("* as ", "") : wanted;
  const contents = `import ${wanted} from ${JSON.stringify(member.manifest.name)};\nexport const used = ${names};\n`;
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: member.path },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    logLevel: "silent",
  });
  if (warnings.length > 0) throw new Error(`${member.manifest.name}, "import ${wanted}": ${warnings[0].text}`);
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

/** The values that the index of a package takes from its other folders. */
function namesWithout(member, folder) {
  const index = readFileSync(join(member.path, "src/index.ts"), "utf8");
  const names = [...index.matchAll(/^export \{([^}]*)\} from "\.\/([^"]*)";$/gm)]
    .filter(([, , file]) => !file.startsWith(`${folder}/`))
    .flatMap(([, list]) => list.split(",").map((name) => name.trim()))
    .filter((name) => name !== "" && !name.startsWith("type "));
  return `{ ${names.join(", ")} }`;
}
