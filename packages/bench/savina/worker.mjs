// Runs one program on one library, in a process of its own: `node worker.mjs LIBRARY PROGRAM`. For every line `SIZE REPEATS` on
// standard input it answers one JSON line, as `../worker.mjs` does.

import { createInterface } from "node:readline";
import { libraryUrl } from "./libraries.mjs";
import { loadProgram } from "./programs.mjs";

const [libraryName, programName] = process.argv.slice(2);
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

async function answerRounds() {
  const { library } = await import(libraryUrl(libraryName));
  const { run, ops, expected } = await loadProgram(programName);
  say({});
  for await (const line of createInterface({ input: process.stdin })) {
    const [size, repeats] = line.split(" ").map(Number);
    const wanted = expected(size);
    const start = process.hrtime.bigint();
    for (let n = 0; n < repeats; n++) {
      const result = await run(library, size);
      if (result !== wanted) throw new Error(`the result of size ${size} is ${result} instead of ${wanted}`);
    }
    say({ ns: Number(process.hrtime.bigint() - start), ops: repeats * ops(size) });
  }
}

try {
  await answerRounds();
  process.exit();
} catch (error) {
  say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
}
