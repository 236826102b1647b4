// Runs a script of this folder as a program: it knows whether it was started, and a failure becomes a message and exit
// code 1.
import { pathToFileURL } from "node:url";

/** Tells whether the module that passes its `import.meta` is the program being run. */
export const isMain = ({ url }) => url === pathToFileURL(process.argv[1] ?? "").href;

/** Runs `main` and exits with the code it returns; an error becomes its message on stderr and exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
