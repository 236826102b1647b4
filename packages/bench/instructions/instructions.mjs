// `npm run bench -- --instructions`: how many instructions an operation takes, start-up and warm-up subtracted. Counts hardly
// depend on the processor and not on what else the machine does, so they show a change of 2 %.
// `--only ROW,…`, `--against COMMIT`, `--node NODE`, `--json`; `--write` keeps a whole count for docs/benchmarks.md.

import { availableParallelism } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root } from "../../../script/lib/folders.mjs";
import { UsageError } from "../harness/arguments.mjs";
import { catalogue } from "../harness/catalogue.mjs";
import { runCommand, say } from "../harness/command.mjs";
import { findNode } from "../harness/node.mjs";
import { formatFigure } from "../harness/table.mjs";
import { checkOut, resolveCommit } from "./commit.mjs";
import { count, findCounter } from "./counter.mjs";
import { rows } from "./rows.mjs";

/** One thread, fixed seeds and no schedule by time: V8 then does the same in every run. */
const FLAGS = ["--predictable", "--single-threaded", "--hash-seed=1", "--random-seed=1"];

const program = fileURLToPath(new URL("program.mjs", import.meta.url));

await runCommand(instructions);

async function instructions(args) {
  const { chosen, against, node, json, write } = readOptions(args);
  const counter = findCounter();
  if (counter === undefined) {
    say(
      "Nothing counts instructions here: neither perf stat nor valgrind does. On Debian: sudo apt-get install valgrind",
    );
    return 0;
  }
  const other = against && checkOut(against);
  try {
    const folders = other ? [root, other.folder] : [root];
    const counted = await countAll(chosen, folders, { counter, node: node.path });
    if (json) process.stdout.write(`${JSON.stringify(counted)}\n`);
    else process.stdout.write(format(counted, { counter, node, against }));
    if (write) {
      const { writeInstructions } = await import("../harness/page.mjs");
      const kept = counted.map(({ row, counts: [own] }) => ({ row, count: own }));
      writeInstructions({ node: node.version, counter: counter.name, rows: kept });
    }
    return 0;
  } finally {
    other?.remove();
  }
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      instructions: { type: "boolean" },
      only: { type: "string" },
      against: { type: "string" },
      node: { type: "string" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.write && values.only) throw new UsageError("--write keeps a whole count: leave out --only");
  const names = values.only?.split(",") ?? rows.map(({ name }) => name);
  const unknown = names.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) throw new UsageError(`--only: there is no "${unknown}"`);
  return {
    chosen: rows.filter(({ name }) => names.includes(name)),
    against: values.against && resolveCommit(values.against),
    node: findNode(values.node),
    json: values.json,
    write: values.write,
  };
}

/** Counts each row of each folder, as many at a time as there are processors: that changes no count. */
async function countAll(chosen, folders, options) {
  const counted = chosen.map(({ name }) => ({ row: name, counts: [] }));
  const jobs = counted.flatMap((entry, n) => folders.map((folder, at) => ({ entry, row: chosen[n], folder, at })));
  const worker = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift())
      job.entry.counts[job.at] = await perOperation(job.row, job.folder, options);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return counted;
}

async function perOperation({ name, size, warmUp, counted }, folder, { counter, node }) {
  const benchmark = catalogue.find((each) => each.name === name);
  const module = pathToFileURL(`${folder}/packages/bench/mailslot/${benchmark.file}.mjs`).href;
  const run = (times) =>
    count(counter, [node, ...FLAGS, program, module, `${size}`, `${benchmark.parameter ?? ""}`, `${times}`]);
  const before = await run(warmUp);
  const after = await run(warmUp + counted);
  return Math.round((after - before) / (counted * benchmark.ops(size)));
}

function format(counted, { counter, node, against }) {
  const head = `Instructions per operation, by ${counter.name}, Node ${node.version}`;
  const lines = counted.map(({ row, counts: [own, other] }) => {
    const compared =
      other === undefined ? "" : `${formatFigure(other).padStart(10)}${(own / other).toFixed(3).padStart(9)}`;
    return `  ${row.padEnd(22)}${formatFigure(own).padStart(10)}${compared}`;
  });
  const columns = against
    ? [`  ${"".padEnd(22)}${"here".padStart(10)}${against.slice(0, 7).padStart(10)}${"ratio".padStart(9)}`]
    : [];
  return `${[head, ...columns, ...lines].join("\n")}\n`;
}
