// Clients that an HTTP server must bear: `node hostile.mjs PORT`. Prints `{}` once all are at it; goes on until its standard
// input ends. Each kind begins again when the server drops one of them.

import { connect } from "node:net";

const port = Number(process.argv[2]);
const sockets = new Set();
const END = "Hello, world!\n";
let over = false;

const BATCH = 200;
const batch = "GET / HTTP/1.1\r\nHost: flood\r\n\r\n".repeat(BATCH);

/** Sends so many requests at once, again and again, and reads the answers, which are all of one size. */
function flood(socket) {
  let [size, received] = [0, 0];
  socket.on("data", (data) => {
    if (size === 0) size = data.indexOf(END) + END.length;
    received += data.length;
    if (received < BATCH * size) return;
    received = 0;
    socket.write(batch);
  });
  socket.write(batch);
}

/** Sends many requests, and never reads an answer. */
function deaf(socket) {
  socket.pause();
  for (let n = 0; n < 20; n++) socket.write(batch);
}

/** Sends a long body, a byte at a time. */
function slowBody(socket) {
  socket.write("POST / HTTP/1.1\r\nHost: slow\r\nContent-Length: 1000000\r\n\r\n");
  const timer = setInterval(() => socket.write("x"), 20);
  socket.on("close", () => clearInterval(timer));
}

/** Sends half a head, and no more. */
function halfOpen(socket) {
  socket.write("GET / HTTP/1.1\r\nHost: half");
}

/** Sends a head that is too large. */
function largeHead(socket) {
  socket.write(`GET / HTTP/1.1\r\nHost: large\r\nX: ${"x".repeat(64_000)}\r\n\r\n`);
}

const KINDS = [
  [flood, 4],
  [deaf, 4],
  [slowBody, 50],
  [halfOpen, 100],
  [largeHead, 10],
];

function attack(behave) {
  return new Promise((attached) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => {
      behave(socket);
      attached();
    });
    sockets.add(socket);
    if (behave !== deaf && behave !== flood) socket.resume();
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      if (!over) setTimeout(() => over || attack(behave), 50);
    });
  });
}

await Promise.all(KINDS.flatMap(([behave, count]) => Array.from({ length: count }, () => attack(behave))));
console.log("{}");
process.stdin.on("end", () => {
  over = true;
  for (const socket of sockets) socket.destroy();
});
process.stdin.resume();
