// Runs rows in the circumstances of one variant, in a process of its own: `node worker.mjs VARIANT`. For every line
// `ROW FACTOR REPEATS` on standard input it answers one JSON line, as `../worker.mjs` does, with the time of the processor:
// others that use the machine must not look like a cliff. For `mixed 1 SECONDS` it runs all rows in turns for as long.

import { createInterface } from "node:readline";
import { modulePath } from "../harness/implementations.mjs";
import { rows, runRow } from "./rows.mjs";
import { variants } from "./variants.mjs";

const folder = new URL("../mailslot", import.meta.url).pathname;
const { install, before } = variants.find(({ name }) => name === process.argv[2]);

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const load = async (row) => (await import(modulePath({ folder }, row))).default;

async function time(row, factor, repeats) {
  const run = await load(row);
  await before?.();
  const start = process.cpuUsage();
  let ops = 0;
  for (let n = 0; n < repeats; n++) ops += await runRow(row, run, factor);
  const { user, system } = process.cpuUsage(start);
  return { ns: Math.max(1, user + system) * 1000, ops };
}

async function mixedLoad(seconds) {
  const end = Date.now() + seconds * 1000;
  let ops = 0;
  while (Date.now() < end) for (const row of rows) ops += await runRow(row, await load(row), 1);
  return { ns: seconds * 1e9, ops };
}

async function answerRounds() {
  install?.();
  say({});
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, factor, repeats] = line.split(" ");
    if (name === "mixed") say(await mixedLoad(Number(repeats)));
    else
      say(
        await time(
          rows.find((row) => row.name === name),
          Number(factor),
          Number(repeats),
        ),
      );
  }
}

try {
  await answerRounds();
  process.exit();
} catch (error) {
  say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
}
