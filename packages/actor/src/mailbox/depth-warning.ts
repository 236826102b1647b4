/** The warning that a mailbox grows deep: its actor is slower than those who send to it. */
import type { AnyRef } from "../ref/ref.js";

/** The depth at which a mailbox is first warned of, unless its definition says another. */
export const DEEP = 100_000;

/** ToldMessage of a mailbox that has grown deep: whose, and how many messages wait. */
export type DepthWarning = (ref: AnyRef, depth: number) => void;

let warning: DepthWarning = (ref, depth) => {
  console.warn(
    `the mailbox of ${ref.name} holds ${depth} messages: it is told more than it can do. Bound it (mailbox: { capacity }), or spread the work`,
  );
};

/** Sets what is called when a mailbox grows deep, and at each doubling; returns what was called before. */
export function onDeepMailbox(callback: DepthWarning): DepthWarning {
  const before = warning;
  warning = callback;
  return before;
}

/** Returns the depth at which to warn next. */
export function warnOfDepth(ref: AnyRef, depth: number): number {
  warning(ref, depth); // user code runs here
  return depth * 2;
}
