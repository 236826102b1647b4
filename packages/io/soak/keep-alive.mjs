// `node --expose-gc packages/io/soak/keep-alive.mjs [--connections=100000] [--pipelined=4]`: opens that many keep-alive connections to an
// HTTP server one after the other, half of them with pipelined requests, and goes away without a word from every third. Fails
// if descriptors, timers or more than 100 bytes of heap per connection are left of those that came after the first tenth.
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { setImmediate as polled } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serveHttp } from "@mailslot/io";

const { values } = parseArgs({
  options: { connections: { type: "string", default: "100000" }, pipelined: { type: "string", default: "4" } },
});
const [count, pipelined] = [Number(values.connections), Number(values.pipelined)];
const ask = "GET / HTTP/1.1\r\nHost: soak\r\n\r\n";
const server = await serveHttp({ host: "127.0.0.1", port: 0 });
server.serve((exchange) => exchange.respond("page"));

/** One connection: as many answers as it asks for, then it goes. */
function visit(n) {
  const wanted = n % 2 === 0 ? 1 : pipelined;
  return new Promise((resolve, reject) => {
    let answers = 0;
    const socket = connect({ host: "127.0.0.1", port: server.port }, () => socket.write(ask.repeat(wanted)));
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("data", (data) => {
      for (let at = data.indexOf("HTTP/1.1 200"); at >= 0; at = data.indexOf("HTTP/1.1 200", at + 1)) answers++;
      if (answers < wanted) return;
      if (n % 3 === 0) socket.resetAndDestroy();
      else socket.end();
    });
  });
}

async function held() {
  for (let n = 0; n < 10; n++) await polled();
  globalThis.gc();
  globalThis.gc();
  const resources = process.getActiveResourcesInfo();
  return {
    heap: process.memoryUsage().heapUsed,
    descriptors: readdirSync("/proc/self/fd").length,
    timers: resources.filter((name) => name === "Timeout").length,
    sockets: resources.filter((name) => name.startsWith("TCP")).length,
  };
}

const warm = Math.ceil(count / 10);
for (let n = 0; n < warm; n++) await visit(n);
const before = await held();
for (let n = 0; n < count; n++) await visit(n);
const after = await held();
await server.close();
const bytes = (after.heap - before.heap) / count;
const left = ["descriptors", "timers", "sockets"].filter((what) => after[what] > before[what]);
const isFine = bytes < 100 && left.length === 0;
console.log(`${count} connections: ${bytes.toFixed(1)} bytes of heap each, left: ${left.join(", ") || "nothing"}`);
if (!isFine) console.log(before, after);
process.exitCode = isFine ? 0 : 1;
