// Watches folders of the repository: what `npm test -- --watch` waits for.
import { watch } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./folders.mjs";

const QUIET_MS = 100; // editors and checkouts write several files; what comes within this belongs together

/** Yields the files below `folders` that were changed, relative to the repository, once no more change follows. */
export async function* changes(folders) {
  let changed = new Set();
  let wake = () => {};
  let timer;
  const seen = (file) => {
    if (/(?:^|\/)(?:dist|node_modules|\.turbo)\//.test(file)) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => wake(), QUIET_MS);
  };
  const failed = Promise.all(folders.map((folder) => follow(folder, seen)));
  for (;;) {
    process.stdout.write("waiting for a change (Ctrl+C ends)\n");
    await Promise.race([failed, new Promise((done) => (wake = done))]);
    const files = [...changed];
    changed = new Set();
    yield files;
  }
}

async function follow(folder, seen) {
  for await (const { filename } of watch(join(root, folder), { recursive: true })) {
    if (filename) seen(`${folder}/${filename.replaceAll("\\", "/")}`);
  }
}
