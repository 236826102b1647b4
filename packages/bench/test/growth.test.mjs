// watchdog: 240 s
// How growth is measured: what is found, what is let through, and what happens when something else is in the way.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { growth, MOST } from "../growth/measure.mjs";

const test = suite("growth");
const program = fileURLToPath(new URL("../growth/growth.mjs", import.meta.url));
const table = fileURLToPath(new URL("fixtures/growth.mjs", import.meta.url));

/** A machine on which time is what rows have spent, and `delay` more for each measurement. */
function counted(delay = () => 0) {
  let [spent, measurements] = [0, 0];
  const watch = () => {
    const start = spent;
    return () => spent - start + delay(measurements++);
  };
  return { watch, collect() {}, spend: (cost) => void (spent += cost) };
}

/** Measures a row that spends `cost` of n in a single phase. */
function found(cost, machine = counted()) {
  return growth((n) => machine.spend(cost(n)), 2000, machine);
}

const is = (actual, expected) => assert.ok(Math.abs(actual - expected) < 0.01, `${actual} instead of ${expected}`);

test("finds a square", async () => {
  const { exponent, before } = await found((n) => n ** 2);
  is(exponent, 2);
  assert.is(before.length, 1);
});

test("finds what grows by n to the power of 1.3, and looks again, and at another size, before it says so", async () => {
  const { exponent, before } = await found((n) => n ** 1.3);
  is(exponent, 1.3);
  assert.ok(exponent > MOST);
  assert.is(before.length, 7);
});

test("finds a square that is a tenth of the cost at the least size", async () => {
  const { exponent } = await found((n) => n + n ** 2 / 20_000);
  assert.ok(exponent > MOST, String(exponent));
});

test("lets through what is in proportion, and n log n", async () => {
  is((await found((n) => n)).exponent, 1);
  const { exponent, before } = await found((n) => n * Math.log2(n));
  assert.ok(exponent > 1.05 && exponent <= MOST, String(exponent));
  assert.equal(before, []);
});

test("takes so many members that a measurement lasts", async () => {
  assert.equal((await found((n) => n)).sizes, [2000, 8000, 32_000]);
  assert.equal((await found((n) => n / 100)).sizes, [16_000, 64_000, 256_000]);
});

test("takes no more members than memory has room for", async () => {
  assert.equal((await found(() => 0.001)).sizes, [16_000, 64_000, 256_000]);
});

test("is not misled by what delays most of the measurements", async () => {
  const machine = counted((measurement) => (measurement % 5 === 4 ? 0 : 1_000_000 * (measurement % 3)));
  const { exponent } = await found((n) => n, machine);
  is(exponent, 1);
});

test("measures on when the first rounds are delayed, and says what they gave", async () => {
  const machine = counted((measurement) => (measurement < 16 && measurement % 3 === 0 ? 5_000_000 : 0));
  const { exponent, before } = await found((n) => n, machine);
  is(exponent, 1);
  assert.ok(before.length <= 1);
});

test("is not misled by a measurement that is told as too short", async () => {
  const machine = counted((measurement) => (measurement % 29 === 7 ? -0.9 * 32_000 : 0));
  const { exponent, before } = await found((n) => n, machine);
  is(exponent, 1);
  assert.ok(before.length > 0);
});

test("goes through as many members of every size, phase by phase", async () => {
  const machine = counted();
  const order = [];
  await growth(
    function* (n) {
      order.push(`${n} begins`);
      machine.spend(n);
      yield;
      order.push(`${n} ends`);
    },
    2000,
    machine,
  );
  const at = order.indexOf("8000 begins");
  assert.equal(order.slice(at, at + 8), [...Array(4).fill("8000 begins"), ...Array(4).fill("8000 ends")]);
  assert.is(order.filter((entry) => entry === "2000 begins").length % 16, 0);
});

test("waits for the promises that a row yields, and fails with one that rejects", async () => {
  const machine = counted();
  const steps = [];
  await growth(
    function* (n) {
      machine.spend(n);
      yield Promise.resolve().then(() => steps.push("waited"));
      assert.is(steps.at(-1), "waited");
    },
    2000,
    machine,
  );
  const failing = growth(() => Promise.reject(new Error("wrong")), 2000, machine);
  assert.is(await failing.then(undefined, ({ message }) => message), "wrong");
});

test("fails as a program when a row of a table grows too fast, by itself as well, and says which", () => {
  const { stdout, status } = run("square");
  assert.match(
    stdout,
    /^once more, by itself, after [12]\.\d\d {2}table: square \(.*\nFAST [12]\.\d\d {2}table: square \(/,
  );
  assert.match(stdout, /0 passed, 1 failed\n$/);
  assert.is(status, 1);
});

test("passes as a program when a row grows too fast only beside others, and shows both", () => {
  const { stdout, status } = run("disturbed");
  assert.match(
    stdout,
    /^once more, by itself, after [12]\.\d\d {2}table: disturbed \(.*\nok {3}[01]\.\d\d {2}table: disturbed \(/,
  );
  assert.match(stdout, /\n1 passed, 0 failed\n$/);
  assert.is(status, 0);
});

/** Runs the program with the rows of the fixture whose names contain `only`. */
function run(only) {
  const args = [program, "--growth", "--table", table, "--only", only];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

test.run();
