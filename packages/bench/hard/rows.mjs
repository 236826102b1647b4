// The rows of `--hard`: the plain size of each, and what ten and a hundred times the members are. Work that is shared by more
// members is cut for each, though never so far that making the members is what is measured.

import { sumBelow } from "../harness/benchmark.mjs";

/**
 * @typedef {object} Size
 * @property {number} size
 * @property {number} [parameter] The module's second argument.
 * @property {number} [copies] How often the module runs at once.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} file
 * @property {string} op
 * @property {string} members What there is ten and a hundred times of.
 * @property {Record<number, Size>} sizes By factor.
 * @property {(size: Size) => number} ops Of one copy.
 * @property {(size: Size) => number} expected What each copy must answer.
 */

const FACTORS = [1, 10, 100];
const sizesOf = (sizeOf) => Object.fromEntries(FACTORS.map((factor, index) => [factor, sizeOf(factor, index)]));
const byIndex = (first, second, third) => (index) => [first, second, third][index];
const ownSize = ({ size }) => size;
const sum = ({ size }) => sumBelow(size);
const product = ({ size, parameter }) => size * parameter;
const sumOfEach = ({ size, parameter }) => parameter * sumBelow(size);

/** `factor` copies at once share the operations of one. */
const shared = (name, op, members, size, rest = {}) => ({
  name,
  file: name,
  op,
  members,
  sizes: sizesOf((factor) => ({ size: size / factor, copies: factor, parameter: rest.parameter })),
  ops: ownSize,
  expected: ownSize,
  ...rest,
});

/** `factor` copies at once, each of the whole size. */
const repeated = (name, op, members, sizeAt, rest = {}) => ({
  ...shared(name, op, members, 1, rest),
  sizes: sizesOf((factor, index) => ({ size: sizeAt(index), copies: factor })),
});

/** One copy whose size is the number of members. */
const larger = (name, op, members, size) => ({
  ...shared(name, op, members, 1),
  sizes: sizesOf((factor) => ({ size: size * factor })),
});

/** One copy whose parameter is the number of members. */
const wider = (name, op, members, parameter, sizeAt, rest) => ({
  ...shared(name, op, members, 1, rest),
  sizes: sizesOf((factor, index) => ({ size: sizeAt(index), parameter: parameter * factor })),
});

const nodes = ({ size }) => 2 ** (size + 1) - 1;
const bounded = (capacity) => ({
  ...shared("bounded", "message", "channels", 100_000, { parameter: capacity, expected: sum }),
  name: `bounded-${capacity}`,
});

/** @type {Row[]} */
export const rows = [
  shared("script-layout", "call", "pairs of tasks", 50_000, { expected: sum }),
  repeated("chained-spawn", "spawn", "chains", byIndex(1000, 1000, 1000)),
  larger("ping-pong", "ping", "tasks", 1000),
  larger("spawn-many", "spawn", "tasks", 10_000),
  wider("yield-many", "yield", "tasks", 200, byIndex(1000, 200, 50), { ops: product, expected: product }),
  bounded(0),
  bounded(10),
  wider("fan-in", "message", "tasks", 100, byIndex(1000, 200, 50), { ops: product, expected: sumOfEach }),
  shared("select-2-ready", "select", "selecting tasks", 100_000),
  wider("select-1000-loop", "message", "channels", 1000, byIndex(100_000, 200_000, 1_000_000), { expected: sum }),
  larger("timers", "timer", "sleeping tasks", 10_000),
  shared("actor-script-layout", "call", "pairs of actors", 50_000, { expected: sum }),
  shared("actor-ask", "ask", "tasks and actors", 50_000, { expected: sum }),
  larger("actor-spawn", "actor", "actors", 10_000),
  wider("actor-fan-out", "message", "actors", 1000, byIndex(100, 50, 20), { ops: product, expected: product }),
  wider("actor-fan-in", "message", "actors", 100, byIndex(1000, 200, 50), { ops: product, expected: sumOfEach }),
  wider("actor-ring", "hop", "actors", 1000, byIndex(100_000, 200_000, 2_000_000), {}),
  repeated("actor-fork-join", "actor", "trees", byIndex(12, 12, 12), { ops: nodes, expected: nodes }),
  repeated("supervised-restart", "crash", "supervisors", byIndex(200, 50, 20)),
];

/** Runs `row` once at `factor`; answers how many operations that was. A wrong result is an error. */
export async function runRow(row, run, factor) {
  const at = row.sizes[factor];
  const { size, parameter, copies = 1 } = at;
  const results = await Promise.all(Array.from({ length: copies }, () => run(size, parameter)));
  const expected = row.expected(at);
  for (const result of results)
    if (result !== expected)
      throw new Error(`${row.name} at ${factor}: the result is ${result} instead of ${expected}`);
  return copies * row.ops(at);
}
