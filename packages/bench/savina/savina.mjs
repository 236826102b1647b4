// `npm run bench -- --savina`: the programs of Savina on each library of actors, taking turns.
// `--only PROGRAM,…`, `--rounds N`, `--node NODE`, `--json`; `--write` keeps a whole run for docs/benchmarks.md.

import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { installFolder } from "../../../script/lib/install.mjs";
import { UsageError } from "../harness/arguments.mjs";
import { runCommand, say } from "../harness/command.mjs";
import { findNode } from "../harness/node.mjs";
import { formatTable } from "../harness/table.mjs";
import { takeTurns } from "../harness/turns.mjs";
import { libraries } from "./libraries.mjs";
import { programs } from "./programs.mjs";

await runCommand(savina);

async function savina(args) {
  const { chosen, rounds, node, json, write } = readOptions(args);
  const [load] = loadavg();
  installFolder("packages/bench/peers");
  const all = [];
  let failures = 0;
  const failed = (error) => {
    failures++;
    say(error.message);
  };
  for (const program of chosen) {
    const rows = await takeTurns(program, libraries(node.path), { rounds, node: node.path, smoke: false, failed });
    all.push(...rows);
    if (!json) process.stdout.write(`${formatTable(program, rows)}\n\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(all)}\n`);
  if (write && failures === 0) {
    const { writeSavina } = await import("../harness/page.mjs");
    writeSavina([{ node: node.version, rows: all }], { rounds, load });
  }
  return failures === 0 ? 0 : 1;
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      savina: { type: "boolean" },
      only: { type: "string" },
      rounds: { type: "string", default: "5" },
      node: { type: "string" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.write && values.only) throw new UsageError("--write keeps a whole run: leave out --only");
  const names = values.only?.split(",") ?? programs.map(({ name }) => name);
  const unknown = names.find((name) => !programs.some((program) => program.name === name));
  if (unknown !== undefined) throw new UsageError(`--only: there is no "${unknown}"`);
  if (!/^[1-9]\d{0,3}$/.test(values.rounds))
    throw new UsageError(`--rounds: "${values.rounds}" is not a number from 1 to 9999`);
  const chosen = programs.filter(({ name }) => names.includes(name));
  return { chosen, rounds: Number(values.rounds), node: findNode(values.node), json: values.json, write: values.write };
}
