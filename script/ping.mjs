// `npm run ping`: sets up what is missing, then runs the script/layout example with the arguments given.

import { runMain } from "./main.mjs";
import { runProgram } from "./program.mjs";

await runMain(() => runProgram("examples/script-layout-ping", process.argv.slice(2)));
