// What the README says of every run that is kept is what docs/benchmarks.md shows: the smallest and the largest ratio of each row.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
const PEERS = ["Tokio", "Go", "plain promises"];

/** The ratios of each row to each of the peers, over all runs. */
function ratiosOfRows() {
  const page = read("docs/benchmarks.md");
  const tables = page.slice(page.indexOf("### On Node"), page.indexOf("\n## ", page.indexOf("### On Node")));
  const rows = new Map();
  for (const line of tables.split("\n").filter((each) => /^\| [a-z]/.test(each))) {
    const [name, ...cells] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.replaceAll("*", "").trim());
    const ratios = rows.get(name) ?? PEERS.map(() => []);
    rows.set(name, ratios);
    // For each processor our figure, then the ratio to each peer.
    for (const [n, cell] of cells.entries())
      if (n % (PEERS.length + 1) > 0 && cell !== "")
        ratios[(n % (PEERS.length + 1)) - 1].push(Number(cell.replace(",", "")));
  }
  return rows;
}

/** The rows of which `holds` is true for all ratios to all of `peers`; heaps are no times. */
function rowsWhere(peers, holds) {
  const rows = [...ratiosOfRows()].filter(([name]) => !name.startsWith("heap-"));
  return rows
    .filter(([, ratios]) => {
      const all = peers.map((peer) => ratios[PEERS.indexOf(peer)]);
      return all.every((one) => one.length > 0 && one.every(holds));
    })
    .map(([name]) => name);
}

function said(what) {
  return new RegExp(`^\\| ${what} \\| (.*) \\|$`, "m").exec(read("README.md"))?.[1].split(", ");
}

for (const [what, peers, holds] of [
  ["faster than Tokio and Go", ["Tokio", "Go"], (ratio) => ratio > 1],
  ["faster than plain promises", ["plain promises"], (ratio) => ratio > 1],
  ["slower than Tokio and Go", ["Tokio", "Go"], (ratio) => ratio < 1],
]) {
  test(`the README names the rows that were ${what} in every run`, () => {
    assert.equal(said(what), rowsWhere(peers, holds));
  });
}

test.run();
