// Runs the tests of many files in this process, under one seed after another: script/schedules.mjs starts it with
// `{"files":[…],"seeds":[…]}`. Prints lines of JSON: `{file, seed}` before each, then `passed`, `failed` and `errors`, at last `ms`.
import { pathToFileURL } from "node:url";

const { files, seeds } = JSON.parse(process.argv[2]);
const write = process.stdout.write.bind(process.stdout);
const tell = (line) => write(`${JSON.stringify(line)}\n`);
let now = {};
for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error) => noteEscape(event, error));
globalThis.UVU_DEFER = 1; // uvu then leaves the suites of a file in UVU_QUEUE[UVU_INDEX], as functions that run them
globalThis.UVU_QUEUE = files.map(() => []);
for (const [index, file] of files.entries()) {
  now = { file };
  globalThis.UVU_INDEX = index;
  await import(pathToFileURL(file).href);
}
process.stdout.write = () => true; // uvu prints a dot for each test
for (const seed of seeds) {
  process.env.MAILSLOT_SCHEDULE = String(seed); // each stage reads it
  for (const [index, file] of files.entries()) {
    now = { file, seed };
    tell(now);
    const began = performance.now();
    for (const suite of globalThis.UVU_QUEUE[index]) {
      const [errors, passed, , total] = await suite();
      tell({ ...now, passed, failed: total - passed, errors: errors === true ? "" : errors });
    }
    tell({ ...now, ms: performance.now() - began });
  }
}
tell({ isEnd: true });
process.exit(0); // whatever a test has left

/** An error that no test has caught is one of the file that runs; tests of such errors listen for themselves. */
function noteEscape(event, error) {
  if (process.listenerCount(event) > 1) return;
  tell({ ...now, passed: 0, failed: 1, errors: `${event}: ${error?.stack ?? error}` });
}
