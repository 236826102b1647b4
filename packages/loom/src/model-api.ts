/** The functions that a model calls beside ordinary JavaScript: spawn, join, choose, note, label, racy, invariant. */

import { checkElements, checkFunction, checkText } from "./argument.js";
import { ModelError } from "./errors.js";
import { infoOf, type ViewInfo } from "./globals/view-info.js";
import { CHOOSE, INVARIANT, JOIN, NOTE } from "./machine/operation.js";
import { present, type Run } from "./program/execution.js";

/** A virtual thread, as `spawn` returns it. */
export interface Thread {
  /** The name given to `spawn`. Default: "thread " and the label. */
  readonly name: string;
  /** "1" for the first thread that the main one spawned, "1.2" for the second that this one spawned. */
  readonly label: string;
}

function running(call: string): Run {
  if (present.run !== null) return present.run;
  throw new ModelError(
    "ERR_LOOM_OUTSIDE",
    `${call}() was called outside a model. Call it inside the function given to model()`,
  );
}

/**
 * Starts a virtual thread that executes `body`. The thread gets its own copy of the JavaScript state as of this call: no
 * other thread sees what it changes in captured variables; only shared memory is shared. `name` is for reports. A model
 * has at most 31 threads.
 *
 * @example
 * ```ts
 * import { join, model, spawn } from "@mailslot/loom";
 *
 * model(() => {
 *   const words = new Int32Array(new SharedArrayBuffer(8));
 *   const writer = spawn(() => {
 *     words[1] = 7;
 *     Atomics.store(words, 0, 1);
 *   }, "writer");
 *   if (Atomics.load(words, 0) === 1 && words[1] !== 7) throw new Error("not published");
 *   join(writer);
 * });
 * ```
 */
export function spawn(body: () => unknown, name = ""): Thread {
  checkFunction("spawn", "the function to execute", body);
  checkText("spawn", "a string as the name", name);
  return running("spawn").spawn(body, name) as Thread;
}

/**
 * Waits until `threads` have ended. What they did happens before what follows.
 *
 * @example
 * ```ts
 * import { join, model, spawn } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * model(() => {
 *   const words = new Int32Array(new SharedArrayBuffer(4));
 *   join(spawn(() => void (words[0] = 3)));
 *   assert.equal(words[0], 3);
 * });
 * ```
 */
export function join(...threads: readonly Thread[]): void {
  const run = running("join");
  for (const thread of threads) {
    if (typeof thread?.label !== "string")
      throw new ModelError("ERR_LOOM_ARGUMENT", "join() needs what spawn() returned");
    run.perform(JOIN, null, 0, 0, 0, thread.label);
  }
}

/**
 * Returns a whole number from 0 to `count` - 1; the exploration tries every one.
 *
 * @example
 * ```ts
 * import { choose, explore } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { outcomes } = explore(() => choose(3));
 * assert.deepEqual([...outcomes.keys()], ["0", "1", "2"]);
 * ```
 */
export function choose(count: number): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new ModelError("ERR_LOOM_ARGUMENT", `choose() needs a whole number of at least 1, but got ${String(count)}`);
  }
  return running("choose").perform(CHOOSE, null, 0, count, 0, "") as number;
}

/**
 * Writes a line into the table of steps.
 *
 * @example
 * ```ts
 * import { explore, note } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { failure } = explore(() => {
 *   note("before the check");
 *   throw new Error("failed");
 * });
 * assert.equal(failure?.steps[0]?.text, "“before the check”");
 * ```
 */
export function note(text: string): void {
  running("note").perform(NOTE, null, 0, 0, 0, String(text));
}

/**
 * Names words of a shared view in reports: one element (`label(view, "head", 0)`), or the elements from `from` up to
 * and not including `to`, which are then called `name[0]`, `name[1]`, and so on.
 *
 * @example
 * ```ts
 * import { explore, label } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { failure } = explore(() => {
 *   const words = new Int32Array(new SharedArrayBuffer(12));
 *   label(words, "head", 0);
 *   label(words, "slot", 1, 3);
 *   Atomics.store(words, 2, 5);
 *   throw new Error("failed");
 * });
 * assert.equal(failure?.steps[0]?.text, "store slot[1] = 5");
 * ```
 */
export function label(view: ArrayLike<number | bigint>, name: string, from = 0, to?: number): void {
  const info = viewFor("label", view);
  checkText("label", "a string as the name", name);
  const end = to ?? from + 1;
  checkElements("label", from, end, view.length);
  running("label").program.label({ memory: info.memory, size: info.size, name, ...bytes(info, from, end) });
}

/**
 * Declares that plain accesses to the elements from `from` up to and not including `to` may race: a race of them is not
 * a failure, and a plain read may return any value that happens-before does not rule out. Declare before the first access.
 * Plain accesses are executed in the order of the program, while JavaScript may order them after a later atomic load: this
 * does not verify the reader of a seqlock, and the report says so (`extent`).
 *
 * @example
 * ```ts
 * import { explore, join, racy, spawn } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { outcomes } = explore(() => {
 *   const words = new Int32Array(new SharedArrayBuffer(4));
 *   racy(words);
 *   const writer = spawn(() => void (words[0] = 1));
 *   const seen = words[0];
 *   join(writer);
 *   return seen;
 * });
 * assert.deepEqual([...outcomes.keys()].sort(), ["0", "1"]);
 * ```
 */
export function racy(view: ArrayLike<number | bigint>, from = 0, to?: number): void {
  const run = running("racy");
  const info = viewFor("racy", view);
  const end = to ?? view.length;
  checkElements("racy", from, end, view.length);
  run.program.racy = true;
  for (let index = from; index < end; index++) for (const cell of info.cells(index)) cell.racy = true;
}

/**
 * Checks `holds` after every step: it may only read shared memory, and must return true. Another return value or a throw
 * is the failure "invariant".
 *
 * @example
 * ```ts
 * import { explore, invariant, join, spawn } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { failure } = explore(() => {
 *   const words = new Int32Array(new SharedArrayBuffer(4));
 *   invariant("at most one", () => Atomics.load(words, 0) <= 1);
 *   const add = () => Atomics.add(words, 0, 1);
 *   join(spawn(add), spawn(add));
 * });
 * assert.equal(failure?.kind, "invariant");
 * ```
 */
export function invariant(name: string, holds: () => boolean): void {
  checkText("invariant", "a string as the name", name);
  checkFunction("invariant", "the function that tells whether the condition holds", holds);
  running("invariant").perform(INVARIANT, null, 0, 0, 0, name, holds);
}

function viewFor(call: string, view: unknown): ViewInfo {
  const info = infoOf(view);
  if (info !== null) return info;
  running(call);
  throw new ModelError(
    "ERR_LOOM_ARGUMENT",
    `${call}() needs a typed array over a SharedArrayBuffer made inside the model`,
  );
}

function bytes(info: ViewInfo, from: number, to: number): { from: number; to: number } {
  return { from: info.byteAt(from), to: info.byteAt(to) };
}
