// The page of figures: the runs of all processors, each as it was written, side by side.
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readFigures } from "../harness/figures.mjs";
import { counts, hardness, section, sideBySide, withRatios } from "../harness/page-tables.mjs";

const test = suite("page of figures");
const row = (impl, value) => ({ bench: "ping-pong", impl, unit: "nsPerOp", value, min: value, runs: 3, size: 1000 });
const rows = withRatios([row("mailslot", 200), row("tokio", 100), row("promises", 300)]);
const one = { processor: "One", times: { sections: [{ node: "20.1.0", rows }] } };
const two = { processor: "Two", times: { sections: [{ node: "20.9.0", rows: withRatios([row("mailslot", 80)]) }] } };

test("keeps the ratio with each row, so that it stays as it was written", () => {
  assert.equal(
    rows.map(({ ratio }) => ratio),
    [undefined, 0.5, 1.5],
  );
});

test("shows processors side by side for one major version of Node", () => {
  const [head, , line, ...more] = sideBySide([one, two], "20").split("\n");
  assert.is(head, "|  | Mailslot, One | Tokio | Go | plain promises | Mailslot, Two | Tokio | Go | plain promises |");
  assert.is(line, "| ping-pong | **200** | 0.50 |  | 1.50 | **80.0** |  |  |  |");
  assert.equal(more, []);
});

test("leaves out a processor without a run on that Node", () => {
  assert.not.match(sideBySide([one, { processor: "Three", instructions: { sections: [] } }], "20"), "Three");
});

test("shows a run with the figures of all, and no line for a benchmark that it lacks", () => {
  const text = section({ node: "20.1.0", rows });
  assert.match(text, "| ping-pong | **200** | 100 (0.50) |");
  assert.not.match(text, "| script-layout |");
});

test("shows counted instructions", () => {
  const text = counts({ node: "20.1.0", counter: "valgrind", rows: [{ row: "ping-pong", count: 1234 }] });
  assert.match(text, "| ping-pong | 1,230 |");
});

test("shows how much longer rows take in harder circumstances, and marks what is above the limit", () => {
  const variants = ["plain", "x10", "hooks"].map((name) => ({ name, about: `with ${name}` }));
  const rows = [
    { row: "ping-pong", variant: "plain", nsPerOp: 200, ratio: 1 },
    { row: "ping-pong", variant: "x10", nsPerOp: 400, ratio: 2 },
    { row: "ping-pong", variant: "hooks", nsPerOp: 240, ratio: 1.2 },
  ];
  const text = hardness({ node: "20.1.0", variants, rows });
  assert.match(text, "| ping-pong | 200 | **2.00** | 1.20 |");
  assert.match(text, "x10: with x10; hooks: with hooks.");
});

test("is written from what is kept: each figure of each processor stands in it", () => {
  const page = readFileSync(new URL("../../../docs/benchmarks.md", import.meta.url), "utf8");
  for (const { processor, times } of readFigures()) {
    assert.ok(page.includes(`## ${processor}\n`), processor);
    for (const each of times?.sections ?? [])
      assert.ok(page.includes(section(each)), `${processor}, Node ${each.node}`);
  }
});

test.run();
