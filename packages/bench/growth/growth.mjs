// `npm run bench -- --growth`: runs every row with n, 4n and 16n members, and fails when the cost of one grows faster than in
// proportion; bench.mjs starts it, with a young generation that holds every row. `--only text` takes the rows whose names contain
// it, `--row name` the one of that name, `--size` sets the least n, `--table path` takes the rows of another module. A row that
// grows too fast is measured once more in a process of its own, since the heap that the others left has its part in what it costs.
// Add a row to a table.
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { growth, MOST } from "./measure.mjs";

const TABLES = [
  "core",
  "core-tasks",
  "core-more",
  "core-patterns",
  "select",
  "io",
  "actor",
  "actor-groups",
  "supervision",
];

process.exitCode = (await measureGrowth(process.argv.slice(2))) ? 0 : 1;

/** Measures; answers whether every exponent is low enough. */
async function measureGrowth(args) {
  const { values } = parseArgs({
    args,
    options: {
      growth: { type: "boolean" },
      only: { type: "string", default: "" },
      row: { type: "string" },
      size: { type: "string", default: "500" },
      table: { type: "string" },
    },
  });
  const isTaken = (name) => (values.row === undefined ? name.includes(values.only) : name === values.row);
  let [passed, failed] = [0, 0];
  for (const { name, rows } of await tables(values.table)) {
    for (const [row, run] of Object.entries(rows).filter(([row]) => isTaken(`${name}: ${row}`))) {
      const result = await growth(run, Number(values.size));
      const text = describe(`${name}: ${row}`, result);
      const isFine = result.exponent <= MOST;
      if (isFine || (values.row === undefined && holdsAlone(`${name}: ${row}`, text, args))) passed++;
      else failed++;
      if (isFine || values.row !== undefined) process.stdout.write(`${isFine ? "ok  " : "FAST"} ${text}\n`);
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0;
}

/** Measures a row in a process of its own, with the same arguments, and answers whether it passes there. */
function holdsAlone(name, text, args) {
  process.stdout.write(`once more, by itself, after ${text}\n`);
  const program = [...process.execArgv, fileURLToPath(import.meta.url), ...args, "--row", name];
  const { status, stdout } = spawnSync(process.execPath, program, { encoding: "utf8" });
  process.stdout.write(stdout.replace(/^\d+ passed, \d+ failed\n/m, ""));
  return status === 0;
}

async function tables(path) {
  if (path !== undefined) return [{ name: "table", rows: (await import(pathToFileURL(path).href)).rows }];
  return Promise.all(TABLES.map(async (name) => ({ name, rows: (await import(`./${name}.mjs`)).rows })));
}

function describe(name, { exponent, before, sizes, times }) {
  const text = times.map((time) => `${(time / 1000).toFixed(1)} ms`).join(", ");
  const again =
    before.length === 0 ? "" : `; measured again after ${before.map((found) => found.toFixed(2)).join(", ")}`;
  return `${exponent.toFixed(2)}  ${name} (${sizes[0]} members and more: ${text}${again})`;
}
