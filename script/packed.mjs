// `npm run packed -- FOLDER`: packs every published package into FOLDER, as the registry would serve it, so that a project elsewhere can
// install the packages before they are published.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { published, root } from "./lib/folders.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

await runMain(async () => {
  const [folder, ...others] = process.argv.slice(2);
  if (folder === undefined || others.length > 0) throw new Error("Say where to: npm run packed -- FOLDER");
  await setUp({ declarations: true });
  const into = resolve(process.env.INIT_CWD ?? ".", folder);
  mkdirSync(into, { recursive: true });
  const members = published().flatMap(({ manifest }) => ["--workspace", manifest.name]);
  const args = ["pack", "--silent", "--pack-destination", into, ...members];
  const { status } = spawnSync("npm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (status === 0)
    process.stdout.write(`Install those that you use together: npm install ${into}/mailslot-{core,actor}-*.tgz\n`);
  return status ?? 1;
});
