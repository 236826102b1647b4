// `npm run ping`, `npm run word-count`: sets up what is missing, then runs the example named first with the other arguments.

import { runMain } from "./main.mjs";
import { runProgram } from "./program.mjs";

const [example, ...args] = process.argv.slice(2);
await runMain(() => runProgram(`examples/${example}`, args));
