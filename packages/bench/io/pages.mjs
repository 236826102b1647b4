// Asks an HTTP server for `/` over CONNECTIONS at once, each asking again when it has its answer:
// `node pages.mjs PORT CONNECTIONS SECONDS`. With AHEAD, each sends so many requests in one write and reads while it writes.
// Prints how many answers came in a second, and the quantiles of the time that one took.

import { connect } from "node:net";

const [port, connections, seconds, ahead = 1] = process.argv.slice(2).map(Number);
const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const END = "Hello, world!\n";
const times = [];
const now = () => performance.now();
let [answered, over, started] = [0, false, 0];

const askers = await Promise.all(Array.from({ length: connections }, open));
started = now();
for (const asker of askers) asker.ask();
setTimeout(report, seconds * 1000);

function open() {
  return new Promise((resolve, reject) => {
    let [since, size, received] = [0, 0, 0];
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const ask = ahead === 1 ? askOne : flood;
    socket.once("error", reject);
    socket.once("connect", () => resolve({ ask, socket }));
    socket.on("data", ahead === 1 ? came : count);
    if (ahead > 1) socket.on("drain", flood);

    function askOne() {
      since = now();
      socket.write(REQUEST);
    }

    function came(data) {
      received += data.length;
      if (size === 0) size = firstSize(data);
      if (size === 0 || received < size) return;
      received = 0;
      answered++;
      times.push(now() - since);
      if (!over) askOne();
    }

    function flood() {
      if (over) return;
      while (socket.write(REQUEST.repeat(ahead)));
    }

    /** Answers are of one size: only the date changes. */
    function count(data) {
      if (size === 0) size = firstSize(data);
      received += data.length;
      answered = Math.floor(received / size);
    }
  });
}

function firstSize(data) {
  const end = data.indexOf(END);
  return end < 0 ? 0 : end + END.length;
}

function report() {
  over = true;
  const elapsed = (now() - started) / 1000;
  times.sort((a, b) => a - b);
  if (times.length === 0) times.push(elapsed * 1000); // all who asked are waiting still
  const quantile = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))];
  console.log(JSON.stringify({ perSecond: answered / elapsed, p50: quantile(0.5), p99: quantile(0.99) }));
  for (const { socket } of askers) socket.destroy();
}
