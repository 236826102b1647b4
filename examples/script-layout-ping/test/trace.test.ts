/** The events of a call: on the terminal beside those of 2013, and as a file. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { record } from "../src/one-call.js";
import { ping } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "ping-"));
test.after(() => rmSync(folder, { recursive: true }));

test("one call is two switches there and back, and nothing else", async () => {
  const events = await record(1);
  assert.equal(
    events.map(({ task, kind, detail }) => `${task}: ${kind} ${detail}`.trim()),
    [
      "script: tick",
      "script: send channel requests",
      "layout: wake slot",
      "script: wait a oneshot",
      "layout: tick",
      "layout: receive recv on channel requests",
      "layout: send a oneshot",
      "script: wake slot",
      "layout: wait recv on channel requests",
      "script: tick",
      "script: receive a oneshot",
      "script: exit completed",
    ],
  );
});

test("--trace puts an event beside each step of 2013, in its order", () => {
  const { status, stdout } = ping(["--trace"]);
  assert.is(status, 0);
  const numbers = [...stdout.matchAll(/│ (\d)\. /g)].map(([, n]) => Number(n));
  assert.equal(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(stdout.split("\n").every((line) => line.length <= 80));
});

test("--trace=out.json writes slices of both tasks, in microseconds, and says how to see them", () => {
  const path = join(folder, "out.json");
  const { status, stdout } = ping([`--trace=${path}`]);
  assert.is(status, 0);
  assert.match(stdout, "ui.perfetto.dev");
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8")) as {
    traceEvents: { ph: string; name: string; dur?: number }[];
  };
  const slices = traceEvents.filter(({ ph }) => ph === "X");
  for (const name of ["script", "layout"]) assert.ok(slices.filter((slice) => slice.name === name).length >= 10, name);
  assert.ok(slices.every(({ dur }) => dur !== undefined && dur >= 0));
});

test("a trace file that cannot be written is answered with the reason and the usage", () => {
  const { status, stdout, stderr } = ping([`--trace=${join(folder, "no", "such", "folder.json")}`]);
  assert.is(status, 2);
  assert.is(stdout, "");
  assert.match(stderr, "ENOENT");
  assert.match(stderr, /^usage: /m);
});

test.run();
