// The command line: nonsense is answered with the usage and exit code 2, before anything is installed or run.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const program = fileURLToPath(new URL("../bench.mjs", import.meta.url));

const test = suite("arguments");

const nonsense: Array<[name: string, args: string[], said: string]> = [
  ["an unknown benchmark", ["--only", "script-layout,nope"], '--only: there is no "nope"'],
  ["an unknown implementation", ["--impl", "nope"], '--impl: there is no "nope"'],
  ["a number of rounds that is none", ["--rounds", "0"], '--rounds: "0" is not a number'],
  ["a Node that does not run", ["--node", "no-such-node"], '--node: "no-such-node" is not a Node that runs'],
  ["an unknown option", ["--frobnicate"], "--frobnicate"],
  ["a word too many", ["ping-pong"], "ping-pong"],
  ["smoke with figures", ["--smoke", "--json"], "--smoke measures nothing"],
  ["a folder that is not a checkout", ["--against", "/nope"], "--against: /nope is not a checkout"],
  ["part of a run to be written", ["--write", "--only", "timers"], "--write writes a whole run"],
];

for (const [name, args, said] of nonsense) {
  test(`refuses ${name}`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
    assert.is(status, 2);
    assert.is(stdout, "");
    assert.ok(stderr.includes(said), stderr);
    assert.match(stderr, "usage: npm run bench");
  });
}

test.run();
