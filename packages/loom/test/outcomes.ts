/** What the tests of the semantics share: all outcomes of a small model, failures among them. */

import { explore, type FailureKind, type Options } from "@mailslot/loom";
import * as assert from "uvu/assert";

/** Lists the outcomes of a model, sorted; failures as "!kind". The exploration must be complete. */
export function outcomesOf(body: () => unknown, options: Options = {}): string[] {
  const report = explore(body, { keepGoing: true, ...options });
  assert.is(report.reason, undefined);
  return [...report.outcomes.keys()].sort();
}

/** Returns the message of the first failure, which must be of this kind. */
export function failureMessage(body: () => unknown, kind: FailureKind, options: Options = {}): string {
  const { failure } = explore(body, options);
  assert.is(failure?.kind, kind);
  return failure!.message;
}

/** Makes shared words; inside a model only. */
export function words(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** `Atomics.pause`, which the type declarations do not know yet. */
export function pause(): void {
  (Atomics as unknown as { pause(): void }).pause();
}

interface AsyncWait {
  readonly async: boolean;
  readonly value: { then(callback: (how: string) => unknown): { then(callback: (value: unknown) => void): void } };
}

/** `Atomics.waitAsync`, likewise. */
export function waitAsync(view: Int32Array, index: number, value: number, timeout?: number): AsyncWait {
  const atomics = Atomics as unknown as { waitAsync(...args: unknown[]): AsyncWait };
  return atomics.waitAsync(view, index, value, timeout);
}
