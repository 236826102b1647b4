// `npm run size`: measures what a package adds to a program, minified and gzipped, and compares it with the limits in
// its package.json: { "mailslot": { "sizes": [{ "name": …, "import": "* as all" or "{ go }", "limit": bytes }] } }.
// See docs/decisions/0025-size.md.
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

async function measure(build, { member, import: wanted }) {
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
