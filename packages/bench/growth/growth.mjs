// `npm run bench -- --growth`: runs every row with n, 4n and 16n members, and fails when the cost of one grows faster than in
// proportion; bench.mjs starts it, with a young generation that holds every row. `--only text` takes the rows whose names contain
// it, `--size` sets n. Add a row to a table.
import { parseArgs } from "node:util";
import { growth, MOST } from "./measure.mjs";

const TABLES = ["core", "core-tasks", "select", "io", "actor", "supervision"];

process.exitCode = (await measureGrowth(process.argv.slice(2))) ? 0 : 1;

/** Measures; answers whether every exponent is low enough. */
async function measureGrowth(args) {
  const { values } = parseArgs({
    args,
    options: {
      growth: { type: "boolean" },
      only: { type: "string", default: "" },
      size: { type: "string", default: "500" },
    },
  });
  let [passed, failed] = [0, 0];
  for (const name of TABLES) {
    const { rows } = await import(`./${name}.mjs`);
    for (const [row, run] of Object.entries(rows).filter(([row]) => `${name}: ${row}`.includes(values.only))) {
      const { exponent, times } = await growth({ run }, Number(values.size));
      const isFine = exponent <= MOST;
      if (isFine) passed++;
      else failed++;
      const text = times.map((time) => `${(time / 1000).toFixed(1)} ms`).join(", ");
      process.stdout.write(`${isFine ? "ok  " : "FAST"} ${exponent.toFixed(2)}  ${name}: ${row} (${text})\n`);
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0;
}
