// Follows a file as `tail -f` does, and takes commands meanwhile: `main.js [--lines 10] [--every 1000] FILE`.
import { parseArgs } from "node:util";
import { go } from "@mailslot/core";
import { follow } from "./follow.js";

const usage = `usage: npm run tail -- [--lines N] [--every MS] FILE
while it runs, type: /TEXT  to see only lines with TEXT (/ alone: all)    p  to pause, and again to go on
                     s      for what was seen so far                     q  to quit`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: "string", default: "10" }, every: { type: "string", default: "1000" } },
});
const [file, ...more] = positionals;
if (file === undefined || more.length > 0) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  try {
    await go(() => follow(file, { lines: Number(values.lines), every: Number(values.every) }));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
