/**
 * Linearizability: whether calls that overlap can be put into an order in which a sequential model gives the same results, and in
 * which no call comes before one that had returned when it began. Wing and Gong (1993), with the memory of Lowe (2017): a set of
 * calls done and the state they led to is looked at once.
 */

import { badArgument, checkFunction, checkKind, isReadable } from "@mailslot/core/engine";

/** One call of a history. */
export interface Call<I, O> {
  /** Who made it: calls of one process follow each other. */
  readonly process: string;
  /** What was asked. */
  readonly input: I;
  /** What came of it; absent while the call has not returned. */
  readonly output?: O;
  /** The number of the event with which it began. */
  readonly began: number;
  /** The number of the event with which it returned; infinite while it has not. */
  readonly returned: number;
}

/** What the calls should have done, one after the other. */
export interface Model<S, I, O> {
  /** The state before the first call. It is not changed. */
  readonly initial: S;
  /** Returns the state after a call, and what the call returns; or null when the call would have to wait in this state. */
  step(state: S, input: I): readonly [state: S, output: O] | null;
  /** Splits a history into parts that do not concern each other: calls with the same key are one. Default: all are. */
  key?(input: I): string;
}

/**
 * Returns whether the calls can be put into an order in which the model gives the same results, and in which no call comes before one
 * that had returned when it began.
 *
 * @example
 * ```ts
 * import { isLinearizable } from "@mailslot/testing";
 *
 * const calls = [
 *   { process: "a", input: "add", output: 2, began: 0, returned: 3 },
 *   { process: "b", input: "add", output: 1, began: 1, returned: 2 }, // overlaps, so it may be the first
 * ];
 * console.log(isLinearizable(calls, { initial: 0, step: (sum: number) => [sum + 1, sum + 1] })); // true
 * ```
 */
export function isLinearizable<S, I, O>(calls: readonly Call<I, O>[], model: Model<S, I, O>): boolean {
  checkModel(model);
  if (!isReadable(calls) || !Array.isArray(calls)) throw badArgument("the calls of a history", calls, "a list");
  const initial = textOf(model.initial);
  const sorted = [...calls].sort((a, b) => a.began - b.began);
  const seen = new Set<string>();
  const search = (done: bigint, state: S): boolean => {
    const memory = `${done}|${textOf(state)}`;
    if (seen.has(memory)) return false;
    seen.add(memory);
    const open = sorted.filter((_, n) => (done & (1n << BigInt(n))) === 0n);
    if (open.every((call) => call.returned === Number.POSITIVE_INFINITY)) return true; // what has not returned may never have happened
    const firstReturn = Math.min(...open.map((call) => call.returned));
    return sorted.some((call, n) => {
      const bit = 1n << BigInt(n);
      if ((done & bit) !== 0n || call.began > firstReturn) return false;
      const next = model.step(state, call.input); // user code runs here
      if (next === null) return false;
      if (!Array.isArray(next)) throw badArgument("what step() of a model returns", next, "[state, output], or null");
      const hasReturned = call.returned !== Number.POSITIVE_INFINITY;
      if (hasReturned && textOf(next[1]) !== textOf(call.output)) return false;
      return search(done | bit, next[0]);
    });
  };
  const isSo = search(0n, model.initial);
  if (textOf(model.initial) !== initial)
    throw badArgument(
      "the state of a model",
      model.initial,
      "a new state as the result of step(): it has changed the one it was given",
    );
  return isSo;
}

/** Returns the shortest beginning of a history that no order explains; null when all of it has one. */
export function unexplained<S, I, O>(calls: readonly Call<I, O>[], model: Model<S, I, O>): Call<I, O>[] | null {
  checkModel(model);
  for (const part of partsOf(calls, model)) {
    if (isLinearizable(part, model)) continue;
    const returns = part.map((call) => call.returned).filter(Number.isFinite);
    for (const end of returns.sort((a, b) => a - b)) {
      const beginning = part.filter((call) => call.began <= end).map((call) => asOf(call, end));
      if (!isLinearizable(beginning, model)) return beginning;
    }
  }
  return null;
}

function checkModel<S, I, O>(model: Model<S, I, O>): void {
  checkKind("the model of a history", model, "step", "{ initial, step }");
  if (model.key !== undefined) checkFunction("key of the model of a history", model.key);
}

function asOf<I, O>(call: Call<I, O>, end: number): Call<I, O> {
  if (call.returned <= end) return call;
  const { output: _unknown, ...rest } = call;
  return { ...rest, returned: Number.POSITIVE_INFINITY };
}

function partsOf<S, I, O>(calls: readonly Call<I, O>[], model: Model<S, I, O>): Call<I, O>[][] {
  const parts = new Map<string, Call<I, O>[]>();
  for (const call of calls) {
    const key = model.key?.(call.input) ?? "";
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [call]);
    else part.push(call);
  }
  return [...parts.values()];
}

/** Returns a value as text, by which values are compared: equal texts, equal values. */
export function textOf(value: unknown): string {
  try {
    return JSON.stringify(value, asPlain) ?? String(value); // user code may run here
  } catch {
    throw badArgument("a value in a history", value, "what JSON.stringify() can write");
  }
}

function asPlain(_key: string, each: unknown): unknown {
  if (each instanceof Map || each instanceof Set) return [...each];
  return typeof each === "bigint" ? `${each}n` : each;
}
