// Plays the scene of the lobby and looks for what must be in its transcript, and for what must not.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: "utf8" });
assert.equal(stderr, "");
assert.equal(status, 0);

const [before, after] = stdout.split("\nbob crashes\n");
assert.ok(after !== undefined, "bob crashes");
assert.match(before, /who is in lobby\n {4}ada, bob, bob, cleo\n/);
for (const heard of [
  "ada hears in lobby that bob has crashed",
  "cleo hears in lobby that bob has crashed",
  "cleo hears in garden that bob has crashed",
])
  assert.equal(after.split(heard).length - 1, 1, `once: ${heard}`);
assert.ok(!after.includes("ada hears in garden"), "ada is not in the garden");
assert.match(after, /who is in lobby\n {4}ada, cleo\nwho is in garden\n {4}cleo\n/);
assert.match(after, /cannot be done: nobody here is called bob/);
assert.match(after, /ada hears bob in lobby: here I am again/);

console.log(`chat-room: ${stdout.trimEnd().split("\n").length} lines as they must be`);
