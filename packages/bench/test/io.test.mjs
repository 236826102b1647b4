// The I/O rows: what is compared with what, and how their figures are shown.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { catalogue } from "../harness/catalogue.mjs";
import { implementations, isCompared } from "../harness/implementations.mjs";
import { formatTable, ratioOf } from "../harness/table.mjs";

const test = suite("rows of I/O");
const echo = catalogue.find(({ name }) => name === "echo-100");
const spawns = catalogue.find(({ name }) => name === "spawn-many");
const compared = (benchmark) => implementations.filter((each) => isCompared(each, benchmark)).map(({ name }) => name);

test("compare Mailslot with the platform alone", () => {
  assert.equal(compared(echo), ["mailslot", "node"]);
  assert.not(compared(spawns).includes("node"));
});

test("rank the one that serves more first, with a ratio that is above 1 where Mailslot is better", () => {
  const row = (impl, value) => {
    return { bench: "echo-100", impl, unit: "perSecond", value, min: value, runs: 3, p50: 1, p99: 2, size: echo.size };
  };
  const [own, other] = [row("mailslot", 50_000), row("node", 100_000)];
  assert.is(ratioOf(other, own), 0.5);
  const [title, first, second] = formatTable(echo, [own, other]).split("\n");
  assert.match(String(title), "requests per second");
  assert.match(String(first), /node.*0\.50 ×.*p99 2\.00 ms/);
  assert.match(String(second), /mailslot.*1\.00 ×/);
});

test.run();
