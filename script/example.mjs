// `npm run ping`, `npm run word-count`: sets up what is missing, then runs the example named first with the other arguments.

import { runMain } from "./lib/main.mjs";
import { runProgram } from "./lib/program.mjs";

const [example, ...args] = process.argv.slice(2);
await runMain(() => runProgram(`examples/${example}`, args));
