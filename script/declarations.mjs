// Writes the declarations of the library in the current folder: dist/**/*.d.ts. With `isolatedDeclarations` each file says all
// that its declarations need, so no type is checked here (`npm run types` does that), and a package can be built before
// the packages it uses.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { removeBuilt, root } from "./lib/folders.mjs";

removeBuilt("dist", /\.d\.ts(?:\.map)?$/);
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
const args = [tsc, "-p", "tsconfig.json", "--noCheck", "--emitDeclarationOnly", "--outDir", "dist", "--rootDir", "src"];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
