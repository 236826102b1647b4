// What looking costs a busy program: `node cost.mjs [view]` asks an actor over and over, in turns with a page in another process that
// looks at `view` and without, and prints how much fewer asks were answered. Machines are noisy: the median of the turns counts.
import { spawn as start } from "node:child_process";
import { once } from "node:events";
import { defineActor, spawn } from "@mailslot/actor";
import { inspect } from "@mailslot/inspector";

const TURNS = 9;
const MS = 1_500;
const tab = process.argv[2] ?? "overview";

const Counter = defineActor("counter", { state: () => ({ n: 0 }), receive: { add: (ctx) => ++ctx.state.n } });
const counters = Array.from({ length: 1_000 }, () => spawn(Counter));
const { url } = await inspect();
const page = `
  import { WebSocket } from "ws";
  const socket = new WebSocket(${JSON.stringify(url.replace("http", "ws").replace("/?", "/socket?"))});
  socket.on("open", () => socket.send(JSON.stringify({ type: "view", tab: "${tab}", order: "depth", query: "" })));
  socket.on("message", () => {});
`;

async function asks() {
  const until = performance.now() + MS;
  let n = 0;
  while (performance.now() < until) {
    for (let k = 0; k < 500; k++) await counters[n++ % counters.length].ask.add();
    await new Promise(setImmediate);
  }
  return n;
}

await asks(); // warm
const costs = [];
for (let turn = 0; turn < TURNS; turn++) {
  const without = await asks();
  const child = start(process.execPath, ["--input-type=module", "-e", page], { stdio: "inherit" });
  await new Promise((done) => setTimeout(done, 1_000));
  const looked = await asks();
  child.kill();
  await once(child, "close");
  costs.push(1 - looked / without);
}
costs.sort((one, other) => one - other);
const [low, median, high] = [0, TURNS >> 1, TURNS - 1].map((n) => `${(costs[n] * 100).toFixed(1)} %`);
console.log(`${tab}: ${median} fewer asks (${low} to ${high})`);
