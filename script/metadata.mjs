// `npm run metadata`: writes what script/metadata.json says into the manifest of every published package. See
// docs/decisions/0009-metadata-and-links.md.
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { published } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { fieldsOf, readMetadata, withFields } from "./lib/metadata.mjs";

await runMain(() => {
  const metadata = readMetadata();
  for (const { path, manifest } of published()) {
    const complete = withFields(manifest, fieldsOf(basename(path), metadata));
    writeFileSync(join(path, "package.json"), `${JSON.stringify(complete, null, 2)}\n`);
  }
});
