// 10,000 requests of real clients, while the workers crash one after the other and, near the end, SIGTERM comes: every
// request that was accepted is answered, once, and the process ends with 0. Meanwhile the inspector is looked at: it shows the load, the
// trees and the restarts, keeps within its share of the time, and keeps the process from nothing.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { look } from "./look.mjs";

const REQUESTS = Number(process.env.REQUESTS ?? 10_000);
const CLIENTS = 64;
const SIGTERM_AFTER = REQUESTS * 0.9;

const child = spawn(process.execPath, ["dist/main.js", "--crash", "--inspect"], { stdio: ["ignore", "pipe", "pipe"] });
const exit = once(child, "close");
let said = "";
child.stdout.on("data", (data) => (said += data));
child.stderr.on("data", (data) => (said += data));
while (!/inspector at .*\n/.test(said)) await once(child.stdout, "data");
const port = Number(/listening on (\d+)/.exec(said)[1]);
const looking = look(/inspector at (.*)/.exec(said)[1]);

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
const answers = new Map();
let asked = 0;
let isOver = false;

const ask = (path) =>
  new Promise((resolve, reject) => {
    const request = get({ port, host: "127.0.0.1", path, agent, headers: { "x-client": "check" } }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, text }));
      response.on("error", reject);
    });
    request.on("error", reject);
  });

async function client() {
  while (asked < REQUESTS && !isOver) {
    const path = `/${++asked}`;
    try {
      const { status, text } = await ask(path);
      if (status !== 200) throw new Error(`${path} was answered ${status}`); // 503: it was not accepted
      answers.set(path, [...(answers.get(path) ?? []), text]);
    } catch {
      if (child.exitCode !== null || child.killed) isOver = true; // the address is free
    }
    if (answers.size >= SIGTERM_AFTER && !child.killed) child.kill("SIGTERM"); // once: a second ends it at once
  }
}

await Promise.all(Array.from({ length: CLIENTS }, client));
agent.destroy();
if (!child.killed) child.kill("SIGTERM"); // too few were answered, as is said below
const [code] = await exit;
const accepted = (/accepted (.*)\n/.exec(said)?.[1] ?? "").split(" ");
assert.equal(code, 0, said);
assert.ok(accepted.length >= SIGTERM_AFTER, said);
assert.equal(new Set(accepted).size, accepted.length);
for (const path of accepted) assert.deepEqual(answers.get(path), [String(Number(path.slice(1)) ** 2)], path);
const seen = await looking;
assert.ok(seen.roots.includes("workers") && seen.roots.includes("http"), `the trees hold ${seen.roots}`);
assert.ok(seen.restarts > 0, "no restart was shown");
assert.ok(
  seen.messages.some((key) => key === "worker square"),
  `the messages were ${seen.messages}`,
);
assert.ok(seen.ticks > 1_000 && seen.actors >= 4, `${seen.ticks} ticks and ${seen.actors} actors were shown`);
assert.ok(seen.share > 0 && seen.share <= 0.03, `looking took ${seen.share} of the time`);
console.log(`${accepted.length} of ${asked} requests were accepted, and each was answered once`);
