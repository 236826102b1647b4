// `npm run soak [-- --messages=10000000 --seed=1]`: moves messages through a random network of tasks and channels of
// every flavour, and checks counts, order per sender and flat memory. Prints what it measured; exits 1 if it is wrong.
import os from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { runMain } from "../../../script/main.mjs";
import { setUp } from "../../../script/setup.mjs";

const GROWTH = 2 * 2 ** 20;

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      messages: { type: "string", default: "10000000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const [messages, seed] = [whole("messages", values.messages), whole("seed", values.seed)];
  if (typeof globalThis.gc !== "function") throw new Error("Run it with node --expose-gc, as npm run soak does");
  await setUp(["@mailslot/core"]);
  const { tsImport } = await import("tsx/esm/api");
  const { soak } = await tsImport("../test/soak/network.ts", import.meta.url);
  const started = performance.now();
  const result = await soak(seed, messages, heapUsed);
  return report(result, seed, (performance.now() - started) / 1000);
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

function report({ arrived, hops, restarts, dropped, missed, problems, heap }, seed, seconds) {
  const megabytes = heap.map((bytes) => (bytes / 2 ** 20).toFixed(1));
  const growth = heap.at(-1) - heap[2];
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
    "growth after the first fifth": `${(growth / 1024).toFixed(0)} KB (at most ${GROWTH / 1024})`,
    "lost, doubled or out of order": problems.length,
  };
  for (const [name, value] of Object.entries(rows)) process.stdout.write(`| ${name} | ${value} |\n`);
  for (const problem of problems.slice(0, 20)) process.stdout.write(`${problem}\n`);
  return problems.length === 0 && growth <= GROWTH ? 0 : 1;
}
