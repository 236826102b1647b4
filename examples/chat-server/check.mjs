// Real clients: fifty hear the same in the same order while one talks as fast as it can; one that never reads costs
// the others nothing and the server little memory; names, long lines, split characters and the end are checked too.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const LISTENERS = 50;
const MESSAGES = 10_000; // more than the system keeps for one that reads nothing
const TEXT = "m".repeat(900);

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const child = spawn(process.execPath, [main, "--port", "0", "--patience", "2000"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const port = Number(/:(\d+)$/.exec((await output.next()).value)[1]);

async function join(name) {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined); // the deaf one is reset at the end
  await once(socket, "connect");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  async function until(wanted) {
    for (let line = await next(); line !== undefined; line = await next()) if (wanted(line)) return line;
    throw new Error(`${name} never heard it`);
  }
  assert.equal(await next(), "Your name?");
  socket.write(`${name}\n`);
  return { name, socket, next, until };
}

// Names, commands, characters split over packets, lines that are too long.
const ann = await join("ann");
await ann.until((line) => line === "* ann is here");
const bob = await join("ann");
await bob.until((line) => line.startsWith("* another, please"));
bob.socket.write("bob\n");
await ann.until((line) => line === "* bob is here");
const snowman = Buffer.from("it snows ☃\n");
ann.socket.setNoDelay(true);
for (const byte of snowman) ann.socket.write(Buffer.of(byte));
assert.equal(await bob.until((line) => line.startsWith("ann")), "ann: it snows ☃");
bob.socket.write("/who\n");
assert.equal(await bob.until((line) => line.startsWith("* here")), "* here: ann, bob");
bob.socket.write("x".repeat(5_000));
assert.match(await bob.until((line) => line.startsWith("* a line")), /at most 1000/);
await ann.until((line) => line === "* bob has left");
ann.socket.write("/quit\n");
while ((await ann.next()) !== undefined);

// Many listeners, one that never reads, one that talks as fast as it can.
const listeners = await Promise.all(Array.from({ length: LISTENERS }, (_, n) => join(`listener-${n}`)));
const deaf = connect({ port, host: "127.0.0.1" });
deaf.on("error", () => undefined); // it is reset at the end
deaf.pause();
deaf.write("deaf\n");
await listeners[0].until((line) => line === "* deaf is here");
const talker = await join("talker");
await talker.until((line) => line === "* talker is here");
const heard = listeners.map(async ({ until }) => {
  for (let n = 0; n < MESSAGES; n++) {
    const line = await until((each) => !each.startsWith("* "));
    assert.ok(line === `talker: ${n} ${TEXT}`, `message ${n} is ${line.slice(0, 20)} …`);
  }
});
const talking = (async () => {
  for (let n = 0; n < MESSAGES; n++) if (!talker.socket.write(`${n} ${TEXT}\n`)) await once(talker.socket, "drain");
})();
const ownEcho = talker.until((line) => line === `talker: ${MESSAGES - 1} ${TEXT}`);
await Promise.all([talking, ownEcho, ...heard]);
const status = `/proc/${child.pid}/status`;
const peak = existsSync(status) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))[1]) / 1024 : 0;
assert.ok(peak < 250, `the server has taken ${peak} MB for ${(MESSAGES * TEXT.length) / 1e6} MB of messages`);

const nonsense = spawnSync(process.execPath, [main, "--patience", "long"], { encoding: "utf8" });
assert.equal(nonsense.status, 2);
assert.match(nonsense.stderr, /--patience: "long" is not a number from 0 to 3,600,000\nusage: npm run chat-server/);

child.kill("SIGTERM");
const stopped = (await output.next()).value;
const [, messages, leftOut] = /^stopped: (\d+) messages, (\d+) left out/.exec(stopped);
assert.ok(Number(messages) >= MESSAGES && Number(leftOut) > 0, stopped);
assert.equal((await once(child, "exit"))[0], 0);
console.log(
  `chat-server: ${LISTENERS} clients heard ${MESSAGES} messages in order; ${leftOut} were left out for a deaf one`,
);
process.exit(); // the deaf client's socket may still be there
