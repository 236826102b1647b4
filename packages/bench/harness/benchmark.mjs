// What a benchmark is, and what most have in common.

/** Sums the numbers from 0 up to, not including, `n`. */
export const sumBelow = (n) => (n * (n - 1)) / 2;

const same = (size) => size;

/**
 * @typedef {object} Benchmark
 * @property {string} name
 * @property {string} file The name of the module that each JavaScript implementation has for it.
 * @property {"time" | "processor" | "heap" | "io" | "own"} kind What is measured: elapsed time, time of the processor, memory, requests served, or what the module itself measures and answers, `{ ns, ops }` or `{ bytes, ops }`.
 * @property {"nsPerOp" | "bytesPerOp"} [unit] The unit of the kind "own".
 * @property {number} [warmUps] How many runs go before those that count, where 5 take long: of the kind "processor".
 * @property {"bytes" | "echo" | "http"} [load] What puts the load on, of those in `io/measure.mjs`.
 * @property {boolean} [platform] Whether the comparison is with what the platform has of its own, as with the kind "io".
 * @property {boolean} [threads] Whether the comparison is with pools of worker threads.
 * @property {string} op What one operation is, in the singular.
 * @property {string} about One sentence for the documentation.
 * @property {number} size
 * @property {number} smokeSize
 * @property {number | undefined} [parameter] Passed to the module after the size.
 * @property {number | undefined} [smokeParameter] Takes its place in a smoke run, where it alone would take long.
 * @property {number | undefined} [turns] The most turns that each implementation has, where one takes long.
 * @property {(size: number) => number} ops
 * @property {(size: number) => number} expected What the module must answer.
 */

export const defaults = { kind: "time", smokeSize: 50, ops: same, expected: same };
