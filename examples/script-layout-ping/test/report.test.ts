/** The report for people: a table and bars, at any width, with and without colour. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bars } from "../src/bars.js";
import { ping } from "./program.js";

const rows = [
  { name: "function call", nsPerCall: 1.2, fastest: 1 },
  { name: "task", nsPerCall: 105, fastest: 99 },
  { name: "handler", nsPerCall: 60, fastest: 55 },
  { name: "async", nsPerCall: 210, fastest: 200 },
];

test("it shows the figures of 2013 beside those of today", () => {
  const { status, stdout, stderr } = ping(["--calls", "500"]);
  assert.is(status, 0);
  assert.is(stderr, "");
  for (const [name, figure] of [
    ["function call", "2.0"],
    ["new scheduler", "2,217"],
    ["old scheduler", "14,737"],
  ] as const) {
    assert.match(stdout, new RegExp(`│ ${name} +│ +${figure} │`));
  }
  for (const name of ["function call", "task", "handler", "async"])
    assert.match(stdout, new RegExp(`│ ${name} +│ +[\\d.,]+ │`));
});

test("it fits in 80 columns and has no colour codes when it is not on a terminal", () => {
  for (const env of [process.env, { ...process.env, NO_COLOR: "1" }]) {
    const { stdout } = ping(["--calls", "500"], { env });
    assert.not.match(stdout, "\u001b");
    assert.ok(stdout.split("\n").every((line) => line.length <= 80));
  }
});

test("the bars fit their width, grow with the figures, and say that their scale is logarithmic", () => {
  for (const width of [40, 60, 80, 120]) {
    const lines = bars(rows, width).split("\n");
    assert.ok(
      lines.every((line) => line.length <= width),
      `a line is longer than ${width}`,
    );
    const lengths = lines.slice(0, -1).map((line) => line.split("█").length);
    assert.equal(
      lengths,
      lengths.toSorted((a, b) => a - b),
    );
    assert.is(lines.length, rows.length + 3 + 1);
    assert.match(lines.at(-1) ?? "", "log scale");
  }
});

test("a bar is drawn for figures under a nanosecond too", () => {
  const tiny = rows.map((row) => (row.name === "function call" ? { ...row, nsPerCall: 0.3 } : row));
  assert.match(bars(tiny, 80), /^function call +█/m);
});

test.run();
