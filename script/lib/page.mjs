// Builds a page that a package ships: one HTML file that holds its script and its style, so that it loads nothing. What serves it
// puts a number in place of {nonce}, for a content security policy. See docs/decisions/0540-inspector.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Bundles `entry` and the styles that it imports into `dist`/page.html. */
export async function buildPage({ entry, title }, dist) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    outdir: "page",
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2023",
    platform: "browser",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
  const textOf = (suffix) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text.trim() ?? "";
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style nonce="{nonce}">${textOf(".css").replaceAll("</style", "<\\/style")}</style>
</head>
<body>
<div id="app"></div>
<script nonce="{nonce}">${textOf(".js").replaceAll("</script", "<\\/script")}</script>
</body>
</html>
`;
  mkdirSync(dist, { recursive: true }); // the scripts beside it may come later
  writeFileSync(join(dist, "page.html"), html);
}
