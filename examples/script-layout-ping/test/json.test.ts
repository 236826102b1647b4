/** The result for programs. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ping } from "./program.js";

interface Printed {
  readonly node: string;
  readonly rows: readonly { readonly name: string; readonly nsPerCall: number }[];
}

test("--json prints one object on one line and nothing else", () => {
  const { status, stdout, stderr } = ping(["--json", "--calls=1000"]);
  assert.is(status, 0);
  assert.is(stderr, "");
  assert.is(stdout.trimEnd().split("\n").length, 1);
  const { node, rows } = JSON.parse(stdout) as Printed;
  assert.is(node, process.versions.node);
  assert.equal(
    rows.map(({ name }) => name),
    ["function call", "task", "handler", "async"],
  );
  for (const row of rows) {
    assert.equal(Object.keys(row), ["name", "nsPerCall"]);
    assert.ok(Number.isFinite(row.nsPerCall) && row.nsPerCall > 0);
  }
});

test("a single call a round can be measured", () => {
  const { status, stdout } = ping(["--json", "--calls", "1"]);
  assert.is(status, 0);
  assert.is((JSON.parse(stdout) as Printed).rows.length, 4);
});

test.run();
