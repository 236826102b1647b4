// runs under Node alone: it runs the programs of the README as Node programs.
/** The programs in the README do what is said beside them. */
import { readFileSync } from "node:fs";
import { runProgram } from "@mailslot/test-support/program";
import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const programs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program = ""]) => program);

function outputOf(program: string): string {
  const { stdout, stderr, code } = runProgram(transformSync(program, { loader: "ts", format: "esm" }).code);
  assert.is(stderr, "");
  assert.is(code, 0);
  return stdout;
}

const outputs = {
  "the first one": "105\n",
  handlers: "account opens\ngot 30\n70\nbalance 70\naccount refused transfer: only 70 are there\ngot 1\n",
  mailboxes: "page 1\npage 2\npage 3\ncancelled\npage 4\npage 5\n",
  behaviour: "Ada enters\nGrace enters\nclosed\n",
  groups: "[ 1, 4, 9 ]\n25\n",
  raw: "mine\nmine again\n",
};

Object.entries(outputs).forEach(([name, output], index) => {
  test(`a program of the README prints what it says: ${name}`, () => {
    assert.is(outputOf(programs[index] ?? ""), output);
  });
});

test("every program of the README is run", () => {
  assert.is(programs.length, Object.keys(outputs).length);
});

test.run();
