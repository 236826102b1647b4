// A real file that grows, is cut and replaced, while commands come from stdin.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tail-"));
const file = join(folder, "log");

function start(...args) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  return {
    child,
    next,
    say: (text) => child.stdin.write(`${text}\n`),
    ended: once(child, "exit").then(([code]) => code),
    async expect(...texts) {
      for (const text of texts) assert.equal(await next(), text);
    },
  };
}

try {
  writeFileSync(file, "one\ntwo\nthree\n");
  const tail = start("--lines", "2", "--every", "20", file);
  await tail.expect("two", "three");

  appendFileSync(file, "four\nfi");
  await tail.expect("four");
  const snowman = Buffer.from("ve ☃\n");
  for (const byte of snowman) appendFileSync(file, Buffer.of(byte)); // a character split over writes
  await tail.expect("five ☃");

  tail.say("/bird");
  tail.say("s");
  await tail.expect("-- 5 lines seen, 4 shown, 0 dropped --");
  appendFileSync(file, "a fish\na bird\n");
  await tail.expect("a bird");

  tail.say("p");
  tail.say("s");
  await tail.expect("-- 7 lines seen, 5 shown, 0 dropped --");
  appendFileSync(file, "a bird in the bush\n");
  tail.say("what");
  await tail.expect('-- "what" is not a command: /TEXT, p, s or q --');
  tail.say("p");
  await tail.expect("a bird in the bush");

  truncateSync(file);
  await tail.expect("-- the file was cut or replaced, and begins again --");
  appendFileSync(file, "a young bird\n");
  await tail.expect("a young bird");
  writeFileSync(join(folder, "next"), "another bird\n");
  renameSync(join(folder, "next"), file);
  await tail.expect("-- the file was cut or replaced, and begins again --", "another bird");

  tail.say("/");
  tail.say("s");
  await tail.expect("-- 10 lines seen, 10 shown, 0 dropped --");
  appendFileSync(file, `${"x".repeat(200_000)}\nlast\n`); // a line too long to keep
  assert.equal((await tail.next()).length, 65_538);
  await tail.expect("last");
  tail.say("q");
  await tail.expect("-- 12 lines seen, 12 shown, 0 dropped --");
  assert.equal(await tail.ended, 0);

  // Without a terminal it follows until it is interrupted.
  const silent = start("--lines", "1", "--every", "20", file);
  silent.child.stdin.end();
  await silent.expect("last");
  appendFileSync(file, "still here\n");
  await silent.expect("still here");
  silent.child.kill("SIGINT");
  assert.match(await silent.next(), /lines seen, 2 shown/);
  assert.equal(await silent.ended, 0);

  const missing = spawn(process.execPath, [main, join(folder, "none")], { stdio: ["ignore", "ignore", "pipe"] });
  const [said] = await Promise.all([missing.stderr.setEncoding("utf8").toArray(), once(missing, "exit")]);
  assert.match(said.join(""), /ENOENT/);
  assert.equal(missing.exitCode, 1);

  const nonsense = spawnSync(process.execPath, [main, "--lines", "x", file], { encoding: "utf8" });
  assert.equal(nonsense.status, 2);
  assert.match(nonsense.stderr, /--lines: "x" is not a number from 0 to 1,000,000\nusage: npm run tail/);
  console.log("tail: followed a file that grew, was cut and was replaced, and did as it was told");
} finally {
  rmSync(folder, { recursive: true });
}
