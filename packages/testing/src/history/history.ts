/** Histories: calls recorded with their beginning and their return, to be compared with a sequential model. */
import type { Operation, Steps } from "@mailslot/core";
import { badArgument, checkKind } from "@mailslot/core/engine";
import { SimulationError } from "../errors.js";
import { type Call, type Model, textOf, unexplained } from "./linearizable.js";

/** A recording of calls. */
export interface History<I, O> {
  /** The calls so far, in the order in which they began. */
  readonly calls: readonly Call<I, O>[];
  /** Notes that `process` begins a call; returns what notes its return. */
  begin(process: string, input: I): (output: O) => void;
  /** Records an operation as a call of `process`: returns steps that wait for it. An operation that fails counts as not returned. */
  call<T extends O>(process: string, input: I, operation: Operation<T>): Steps<T>;
  /**
   * Fails with `ERR_MAILSLOT_NOT_LINEARIZABLE`, and the shortest beginning that no order explains, unless the calls could have been made
   * one after the other.
   */
  check<S>(model: Model<S, I, O>): void;
}

interface Recorded<I, O> {
  process: string;
  input: I;
  output?: O;
  began: number;
  returned: number;
}

class Recording<I, O> implements History<I, O> {
  readonly calls: Recorded<I, O>[] = [];
  private events = 0;

  begin(process: string, input: I): (output: O) => void {
    if (typeof process !== "string") throw badArgument("the process of a call", process, "a text");
    const call: Recorded<I, O> = { process, input, began: this.events++, returned: Number.POSITIVE_INFINITY };
    this.calls.push(call);
    return (output) => {
      if (call.returned !== Number.POSITIVE_INFINITY)
        throw badArgument(
          `the result of ${textOf(input)}, called by ${process},`,
          output,
          "one result: it has returned",
        );
      call.output = output;
      call.returned = this.events++;
    };
  }

  *call<T extends O>(process: string, input: I, operation: Operation<T>): Steps<T> {
    const want = "an operation; make one of a promise with fromPromise()";
    checkKind("the operation of a call", operation, Symbol.iterator, want);
    const returns = this.begin(process, input);
    const output = yield* operation;
    returns(output);
    return output;
  }

  check<S>(model: Model<S, I, O>): void {
    const calls = unexplained(this.calls, model);
    if (calls === null) return;
    throw new SimulationError(
      "ERR_MAILSLOT_NOT_LINEARIZABLE",
      `no order of these calls gives these results; so some call was seen half done, or twice, or not at all:\n${draw(calls)}`,
    );
  }
}

/** Draws each call as a bar from its beginning to its return. */
function draw<I, O>(calls: readonly Call<I, O>[]): string {
  const times = calls.flatMap(({ began, returned }) => [began, returned]).filter(Number.isFinite);
  const columns = new Map([...times].sort((a, b) => a - b).map((time, n) => [time, n]));
  const width = columns.size;
  const longest = Math.max(...calls.map(({ process }) => process.length));
  const lines = calls.map(({ process, input, output, began, returned }) => {
    const from = columns.get(began) ?? 0;
    const until = columns.get(returned) ?? width;
    const bar = `${" ".repeat(from)}├${"─".repeat(Math.max(0, until - from - 1))}${until === width ? "…" : "┤"}`;
    const result = returned === Number.POSITIVE_INFINITY ? "has not returned" : textOf(output);
    return `  ${process.padEnd(longest)}  ${bar.padEnd(width + 1)}  ${textOf(input)} → ${result}`;
  });
  return lines.join("\n");
}

/**
 * Makes a recording of calls, to be checked for linearizability.
 *
 * @example
 * ```ts
 * import { go, yieldNow } from "@mailslot/core";
 * import { explore, recordHistory } from "@mailslot/testing";
 *
 * await explore({ runs: 200 }, function* () {
 *   const counter = recordHistory<"add", number>();
 *   let value = 0;
 *   const add = (name: string) =>
 *     go(function* () {
 *       const returns = counter.begin(name, "add");
 *       yield* yieldNow();
 *       returns(++value);
 *     });
 *   for (const task of [add("a"), add("b"), add("c")]) yield* task;
 *   counter.check({ initial: 0, step: (sum) => [sum + 1, sum + 1] });
 * });
 * ```
 */
export function recordHistory<I, O>(): History<I, O> {
  return new Recording<I, O>();
}
