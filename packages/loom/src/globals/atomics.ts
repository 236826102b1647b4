/**
 * What `Atomics` is while a model runs. On memory of the model each function is an operation; on memory of a single
 * thread the real function is called; real shared memory is refused, since the model cannot see its other writers.
 */

import { ModelError } from "../errors.js";
import { inspection } from "../machine/inspection.js";
import * as kinds from "../machine/operation.js";
import { present, type Run } from "../program/execution.js";
import { RealAtomics, RealSharedArrayBuffer } from "./natives.js";
import { infoOf, toBigInt, toIndex, toNumber, type ViewInfo } from "./view-info.js";

type View = Int32Array;

const BITWISE = ["add", "sub", "and", "or", "xor", "exchange"] as const;

/** Finds the view of the model, or null when the real function is to be called. */
function modelled(view: unknown, name: string): ViewInfo | null {
  const info = infoOf(view);
  if (info === null) refuseRealShared(view, name);
  else if (!info.isAtomic) {
    throw new TypeError(`[object Array] is not an integer typed array`);
  }
  return info;
}

function refuseRealShared(view: unknown, name: string): void {
  const buffer = (view as View | undefined)?.buffer as unknown;
  if (present.run === null || !(buffer instanceof RealSharedArrayBuffer)) return;
  present.run.breaks(
    "bypass",
    `Thread ${present.run.name} used Atomics.${name} on a SharedArrayBuffer that was made outside the model, where ` +
      "its accesses cannot be seen. Make it inside the model's function",
  );
}

function runFor(name: string): Run {
  if (present.run !== null) return present.run;
  throw new ModelError("ERR_LOOM_OUTSIDE", `Atomics.${name} was called on a model's memory outside its threads`);
}

function checkedIndex(info: ViewInfo, index: unknown): number {
  const at = toIndex(index, "Invalid atomic access index");
  if (at >= info.array.length) throw new RangeError("Invalid atomic access index");
  return at;
}

/** Converts an operand as the standard says, before it is wrapped to the width of the element. */
function operand(info: ViewInfo, value: unknown): kinds.Scalar {
  if (info.isBigInt) return toBigInt(value);
  const number = toNumber(value);
  return Number.isNaN(number) ? 0 : Math.trunc(number) + 0;
}

function load(view: View, index: number): number {
  const info = modelled(view, "load");
  if (info === null) return RealAtomics.load(view, index);
  const at = checkedIndex(info, index);
  if (present.run === null) return inspection.look(info, at) as number;
  return present.run.perform(kinds.LOAD, info, at, 0, 0, "") as number;
}

function store(view: View, index: number, value: number): number {
  const info = modelled(view, "store");
  if (info === null) return RealAtomics.store(view, index, value);
  const at = checkedIndex(info, index);
  const given = operand(info, value);
  return runFor("store").perform(kinds.STORE, info, at, info.wrap(given), given, "") as number;
}

function modify(name: (typeof BITWISE)[number], kind: number) {
  return (view: View, index: number, value: number): number => {
    const info = modelled(view, name);
    if (info === null) return RealAtomics[name](view, index, value);
    const at = checkedIndex(info, index);
    return runFor(name).perform(kind, info, at, info.wrap(operand(info, value)), 0, "") as number;
  };
}

function compareExchange(view: View, index: number, expected: number, replacement: number): number {
  const info = modelled(view, "compareExchange");
  if (info === null) return RealAtomics.compareExchange(view, index, expected, replacement);
  const at = checkedIndex(info, index);
  const [from, to] = [info.wrap(operand(info, expected)), info.wrap(operand(info, replacement))];
  return runFor("compareExchange").perform(kinds.COMPARE_EXCHANGE, info, at, from, to, "") as number;
}

function waitable(view: unknown, name: string): ViewInfo {
  const info = modelled(view, name);
  if (info?.isWaitable !== true) {
    throw new TypeError(`Atomics.${name} needs an Int32Array or BigInt64Array over a SharedArrayBuffer`);
  }
  return info;
}

function timeoutOf(timeout: unknown): number {
  const ms = timeout === undefined ? Number.POSITIVE_INFINITY : Number(timeout);
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : Math.max(ms, 0);
}

function wait(view: View, index: number, value: number, timeout?: number): unknown {
  const info = waitable(view, "wait");
  const at = checkedIndex(info, index);
  return runFor("wait").perform(kinds.WAIT, info, at, info.wrap(operand(info, value)), timeoutOf(timeout), "");
}

function waitAsync(view: View, index: number, value: number, timeout?: number): unknown {
  const info = waitable(view, "waitAsync");
  const at = checkedIndex(info, index);
  const run = runFor("waitAsync");
  const expected = info.wrap(operand(info, value));
  const number = String(run.jobs.nextNumber());
  const result = run.perform(kinds.WAIT_ASYNC, info, at, expected, timeoutOf(timeout), number);
  if (result !== "pending") return { async: false, value: result };
  return { async: true, value: run.jobs.promise() };
}

function notify(view: View, index: number, count?: number): unknown {
  const info = infoOf(view);
  if (info === null) {
    refuseRealShared(view, "notify");
    return RealAtomics.notify(view, index, count);
  }
  waitable(view, "notify");
  const limit = count === undefined ? Number.POSITIVE_INFINITY : Math.max(Math.trunc(Number(count)) || 0, 0);
  return runFor("notify").perform(kinds.NOTIFY, info, checkedIndex(info, index), limit, 0, "");
}

/** Tells the model that the thread spins; does nothing outside a model, as in engines that lack it. */
function pause(): void {
  present.run?.perform(kinds.PAUSE, null, 0, 0, 0, "");
}

export const modelAtomics: object = Object.freeze({
  load,
  store,
  ...Object.fromEntries(BITWISE.map((name, at) => [name, modify(name, kinds.ADD + at)])),
  compareExchange,
  wait,
  waitAsync,
  notify,
  pause,
  isLockFree: (size: number): boolean => RealAtomics.isLockFree(size),
  [Symbol.toStringTag]: "Atomics",
});
