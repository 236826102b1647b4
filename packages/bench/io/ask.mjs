// Asks an echo for REQUESTS answers over CONNECTIONS at once, each asking again when it has its answer:
// `node ask.mjs PORT CONNECTIONS REQUESTS`. Prints how many came in a second, and the quantiles of the time each took.

import { connect } from "node:net";

const MESSAGE = Buffer.alloc(64, "m");
const [port, connections, requests] = process.argv.slice(2).map(Number);
const times = new Float64Array(requests);
const now = () => performance.now();
let [asked, answered, started] = [0, 0, 0];

const sockets = await Promise.all(Array.from({ length: connections }, open));
started = now();
for (const asker of sockets) asker.ask();

function open() {
  return new Promise((resolve, reject) => {
    let [since, received] = [0, 0];
    const onread = { buffer: Buffer.alloc(4096), callback };
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
    socket.once("error", reject);
    socket.once("connect", () => resolve({ ask, end: () => socket.end() }));

    function ask() {
      if (asked === requests) return;
      asked++;
      since = now();
      socket.write(MESSAGE);
    }

    function callback(count) {
      received += count;
      if (received < MESSAGE.length) return true;
      received = 0;
      times[answered++] = now() - since;
      if (answered === requests) report();
      else ask();
      return true;
    }
  });
}

function report() {
  const seconds = (now() - started) / 1000;
  times.sort();
  const quantile = (part) => times[Math.min(requests - 1, Math.floor(part * requests))];
  const figures = { answers: answered, perSecond: requests / seconds, p50: quantile(0.5), p99: quantile(0.99) };
  console.log(JSON.stringify(figures));
  for (const asker of sockets) asker.end();
}
