/** What a job paints: the rows of its band, whatever the other bands are. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { paintRows, type View } from "../src/rows.js";

const view: View = { width: 60, height: 41, x: -0.6, y: 0, span: 3, limit: 200 };
const whole = paintRows.body({ view, from: 0, to: view.height });

function isBlack(column: number, row: number): boolean {
  const at = (row * view.width + column) * 3;
  return whole.subarray(at, at + 3).every((part) => part === 0);
}

test("bands put together are the whole picture", () => {
  const bands = [0, 1, 7, 20, 40].map((from, n, all) => paintRows.body({ view, from, to: all[n + 1] ?? view.height }));
  assert.equal(Buffer.concat(bands), Buffer.from(whole));
});

test("points of the set are black, and no others", () => {
  const columnOf = (x: number): number => Math.floor(((x - view.x) / view.span + 0.5) * view.width);
  for (const x of [0, -0.5, -1, 0.2]) assert.ok(isBlack(columnOf(x), 20), `${x} is of the set`);
  for (const x of [0.5, 0.8, -2.05]) assert.not.ok(isBlack(columnOf(x), 20), `${x} is not of the set`);
});

test("the picture is the same above and below, since its middle is on the axis", () => {
  const rowOf = (row: number) => Buffer.from(whole.subarray(row * view.width * 3, (row + 1) * view.width * 3));
  for (let row = 0; row < view.height; row++) assert.equal(rowOf(row), rowOf(view.height - 1 - row));
});

test.run();
