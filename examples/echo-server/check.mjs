// Real clients: they get back what they send, also while the server stops; SIGTERM ends it gracefully, and a client that
// takes nothing is cut when the grace period is over.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));

async function start(args) {
  const child = spawn(process.execPath, [main, "--port", "0", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const port = Number(/:(\d+)$/.exec((await lines.next()).value)[1]);
  const ended = once(child, "exit").then(([code, signal]) => code ?? signal);
  return { port, ended, stop: () => child.kill("SIGTERM"), lastLine: async () => (await lines.next()).value };
}

async function client(port) {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  const got = [];
  socket.on("data", (chunk) => got.push(chunk));
  return { socket, ended: once(socket, "end").then(() => Buffer.concat(got)) };
}

const bytes = (seed, length) => Buffer.from(Array.from({ length }, (_, n) => (seed * 31 + n * 7) & 0xff));

// Twenty clients; half of them end by themselves, half are still there when the server is told to stop.
const server = await start([]);
const clients = await Promise.all(Array.from({ length: 20 }, () => client(server.port)));
const sent = clients.map((_, n) => bytes(n, 200_000 + n));
for (const [n, { socket }] of clients.entries()) {
  socket.write(sent[n]);
  if (n % 2 === 0) socket.end();
}
await Promise.all(clients.filter((_, n) => n % 2 === 0).map(({ ended }) => ended));
server.stop();
for (const [n, { ended }] of clients.entries())
  assert.ok((await ended).equals(sent[n]), `client ${n} got something else`);
assert.equal(await server.lastLine(), "stopped: 20 connections served, 0 cut");
assert.equal(await server.ended, 0);
await assert.rejects(client(server.port), { code: "ECONNREFUSED" });

// One that sends and never reads: the server holds it back, and cuts it at the end.
const cutting = await start(["--grace", "300"]);
const deaf = connect({ port: cutting.port, host: "127.0.0.1" });
deaf.pause();
deaf.on("error", () => undefined); // it will be reset
await once(deaf, "connect");
const flood = Buffer.alloc(1 << 20);
for (let n = 0; n < 32; n++) deaf.write(flood);
await once(deaf, "drain", { signal: AbortSignal.timeout(500) }).catch(() => undefined);
assert.ok(deaf.writableLength > 0, "the server reads on though nothing takes its answers");
cutting.stop();
assert.equal(await cutting.lastLine(), "stopped: 1 connection served, 1 cut");
assert.equal(await cutting.ended, 0);

// The message says so when the port is taken.
const first = await start([]);
const second = spawn(process.execPath, [main, "--port", String(first.port)], { stdio: ["ignore", "ignore", "pipe"] });
const [said] = await Promise.all([second.stderr.setEncoding("utf8").toArray(), once(second, "exit")]);
assert.match(said.join(""), /in use|EADDRINUSE/);
assert.equal(second.exitCode, 1);

// So are arguments that make no sense.
const nonsense = spawnSync(process.execPath, [main, "--grace", "soon"], { encoding: "utf8" });
assert.equal(nonsense.status, 2);
assert.match(nonsense.stderr, /--grace: "soon" is not a number from 0 to 3,600,000\nusage: npm run echo-server/);

first.stop();
assert.equal(await first.ended, 0);
console.log("echo-server: 20 clients got back what they sent, 10 of them while it stopped; a deaf one was cut");
