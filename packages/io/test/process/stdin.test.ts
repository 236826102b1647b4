// runs under Node alone: it needs stdin.
// slow under many schedules: it measures memory
/** The standard input as a source. */

import { spawnSync } from "node:child_process";
import { openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lines, startProcess } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const begin = `import { go, orClosed, sleep, timeout } from "@mailslot/core";
  import { lines, stdin } from "@mailslot/io";
  const input = lines(stdin());`;

const all = `${begin}
  go(function* () {
    for (let line = yield* orClosed(input.recv(), null); line !== null; line = yield* orClosed(input.recv(), null)) {
      console.log("[" + line + "]");
    }
    console.log("end");
  });`;

function run(program: string, stdin: { input: string } | { file: number }) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    encoding: "utf8",
    timeout: 20_000,
    ...("input" in stdin ? { input: stdin.input } : { stdio: [stdin.file, "pipe", "pipe"] }),
  });
  return { status, stdout, stderr };
}

test("lines of a pipe are read to their end", () => {
  assert.equal(run(all, { input: "one\ntwo\nthree" }), {
    status: 0,
    stdout: "[one]\n[two]\n[three]\nend\n",
    stderr: "",
  });
  assert.equal(run(all, { input: "" }), { status: 0, stdout: "end\n", stderr: "" });
});

test("lines of a file are read to their end", () => {
  const path = join(scratch(), "input");
  writeFileSync(path, "one\ntwo\n");
  assert.equal(run(all, { file: openSync(path, "r") }), { status: 0, stdout: "[one]\n[two]\nend\n", stderr: "" });
});

test("a pipe that stays open does not keep the process alive without a wait", async () => {
  const program = `${begin} go(function* () { console.log(yield* input.recv()); });`;
  const cwd = dirname(fileURLToPath(import.meta.url));
  const child = await startProcess(process.execPath, ["--input-type=module", "--eval", program], { cwd });
  child.stdin.write("one\ntwo\n");
  assert.is(await lines(child.stdout).recv(), "one");
  assert.equal(await child.exit, { code: 0, signal: null });
});

test("a wait that is given up leaves the lines to the next", () => {
  const program = `${begin}
    go(function* () {
      try { yield* timeout(input.recv(), 0); } catch (error) { console.log(error.code); }
      yield* sleep(1);
      console.log(yield* input.recv());
    });`;
  assert.match(run(program, { input: "one\ntwo\n" }).stdout, /one\n$/);
});

test("lines are read beside a case that is always ready", () => {
  const program = `${begin}
    import { select } from "@mailslot/select";
    const line = input.recv();
    go(function* () {
      for (;;) {
        const event = yield* select({ line, ready: sleep(0) });
        if (event.case === "line") return console.log(event.value);
      }
    });`;
  assert.equal(run(program, { input: "one\n" }), { status: 0, stdout: "one\n", stderr: "" });
});

test("ten thousand waits for it, however they end, leave nothing, and lose nothing", async () => {
  const program = `
    import { abortable, currentTask, go, timeout } from "@mailslot/core";
    import { lines, stdin } from "@mailslot/io";
    import { select } from "@mailslot/select";
    const never = new AbortController().signal;
    const ways = {
      "cancelled before its first wait": () => { const task = go(function* () { yield* stdin().read(); }); task.cancel(); return task; },
      "cancelled during it": () => go(function* () { const task = go(() => stdin().read()); yield* go(() => {}); task.cancel(); yield* task.outcome(); }),
      "given up by a time limit": () => go(function* () { try { yield* timeout(stdin().read(), 0); } catch {} }),
      "given up in a select": () => go(function* () { yield* select({ input: stdin(), now: go(() => 1) }); }),
      aborted: () => go(function* () { try { yield* abortable(stdin().read(), AbortSignal.abort()); } catch {} }),
      "under a signal that is not aborted": () => go(function* () { yield* select({ input: abortable(stdin().read(), never), now: go(() => 1) }); }),
    };
    const used = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
    const repeat = async (way, count) => {
      for (let n = 0; n < count; n++) { await way().outcome(); }
      await new Promise((done) => setTimeout(done, 0));
    };
    for (const [name, way] of Object.entries(ways)) {
      await repeat(way, 1_000);
      let bytes = Infinity;
      for (let attempt = 0; attempt < 3 && bytes >= 100; attempt++) {
        const before = used();
        await repeat(way, 10_000);
        bytes = (used() - before) / 10_000;
      }
      const listeners = process.stdin.eventNames().reduce((sum, each) => sum + process.stdin.listenerCount(each), 0);
      console.log(name, bytes < 100 ? "leaves nothing" : "leaves " + bytes, listeners < 10 ? "" : listeners + " listeners");
    }
    console.log("ready");
    console.log(await lines(stdin()).recv());`;
  const cwd = dirname(fileURLToPath(import.meta.url));
  const child = await startProcess(process.execPath, ["--expose-gc", "--input-type=module", "--eval", program], {
    cwd,
  });
  const said: string[] = [];
  for await (const line of lines(child.stdout)) {
    said.push(line.trim());
    if (line === "ready") child.stdin.write("the line\n");
  }
  const ways = [
    "cancelled before its first wait",
    "cancelled during it",
    "given up by a time limit",
    "given up in a select",
  ];
  assert.equal(said, [
    ...[...ways, "aborted", "under a signal that is not aborted"].map((way) => `${way} leaves nothing`),
    "ready",
    "the line",
  ]);
  assert.equal(await child.exit, { code: 0, signal: null });
});

test.run();
