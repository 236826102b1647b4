// `npm run soak [-- --messages=10000000 --seed=1 --record]`: moves messages through a random network of tasks and
// channels of every flavour, and checks counts, order per sender and flat memory. Prints what it measured; exits 1 if it
// is wrong. With --record it writes docs/soak.md, too.
import { writeFileSync } from "node:fs";
import os from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { runMain } from "../../../script/lib/main.mjs";
import { setUp } from "../../../script/lib/setup.mjs";

const GROWTH = 2 * 2 ** 20;
const PAGE = `# Soak

\`npm run soak -- --record\` wrote this page. Forty senders put numbered messages into three layers of twelve channels,
which a seed draws from every flavour: unbounded, rendezvous, bounded, and those that would drop or fail if they were not
ample. Between the layers, tasks pass the messages on in all the ways there are (batches, permits, time limits, async
iteration, …); some of them are cancelled again and again and started anew. Sinks, one or three to a channel, check that
every message of every sender arrives once and in order. A copy of each goes into a channel that drops, and the progress
of each sender into a broadcast: there, what was received and what was dropped or missed must add up. A short run of
the same network is among the tests.

| | |
|---|---|
`;

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      messages: { type: "string", default: "10000000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      record: { type: "boolean", default: false },
    },
  });
  const [messages, seed] = [whole("messages", values.messages), whole("seed", values.seed)];
  if (typeof globalThis.gc !== "function") throw new Error("Run it with node --expose-gc, as npm run soak does");
  await setUp({ filters: ["@mailslot/core"] });
  const { tsImport } = await import("tsx/esm/api");
  const { soak } = await tsImport("../test/soak/network.ts", import.meta.url);
  const started = performance.now();
  const result = await soak(seed, messages, heapUsed);
  const table = tableOf(result, seed, (performance.now() - started) / 1000);
  process.stdout.write(table);
  if (values.record) writeFileSync(new URL("../../../docs/soak.md", import.meta.url), `${PAGE}${table}`);
  return judge(result);
});

function whole(name, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name}=${text} is not a whole number above 0`);
}

function heapUsed() {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function tableOf({ arrived, hops, restarts, dropped, missed, problems, heap }, seed, seconds) {
  const megabytes = heap.map((bytes) => (bytes / 2 ** 20).toFixed(1));
  const rows = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, ${os.platform()} ${os.arch()}`,
    node: process.version,
    seed,
    "messages arrived": arrived.toLocaleString("en"),
    "sends and receives": hops.toLocaleString("en"),
    "tasks cancelled and started anew": restarts.toLocaleString("en"),
    "dropped by the channel that drops": dropped.toLocaleString("en"),
    "missed by listeners of the broadcast": missed.toLocaleString("en"),
    seconds: seconds.toFixed(1),
    "heap in use, MB, from start to end": megabytes.join(" "),
    "its growth after the first fifth": `${(growthOf(heap) / 1024).toFixed(0)} KB, at most ${GROWTH / 1024} allowed`,
    "lost, doubled or out of order": problems.length,
  };
  return Object.entries(rows)
    .map(([name, value]) => `| ${name} | ${value} |\n`)
    .join("");
}

function growthOf(heap) {
  return heap.at(-1) - heap[2];
}

function judge({ problems, heap }) {
  for (const problem of problems.slice(0, 20)) process.stdout.write(`${problem}\n`);
  return problems.length === 0 && growthOf(heap) <= GROWTH ? 0 : 1;
}
