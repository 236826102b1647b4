/** The warning that a mailbox grows deep: its actor is slower than those who send to it. */
import type { Scheduler } from "@mailslot/core";
import type { AnyRef } from "../ref/ref.js";

/** The depth of the first warning. Default of `warnAt`. */
export const DEEP = 100_000;

/** ToldMessage of a mailbox that has grown deep: whose, and how many messages wait. */
export type DepthWarning = (ref: AnyRef, depth: number) => void;

let warning: DepthWarning = (ref, depth) => {
  console.warn(
    `the mailbox of ${ref.name} holds ${depth} messages: messages arrive faster than it handles them. Bound it (mailbox: { capacity }), or spread the work`,
  );
};

/**
 * Sets what is called when a mailbox grows deep, and at each doubling; returns what was called before.
 *
 * @example
 * ```ts
 * import { defineActor, onDeepMailbox, spawn } from "@mailslot/actor";
 *
 * const before = onDeepMailbox((ref, depth) => console.log(ref.name.split("#")[0], depth));
 * const Slow = defineActor("slow", { mailbox: { warnAt: 2 }, receive: { work: () => {} } });
 * const slow = spawn(Slow);
 * slow.tell.work();
 * slow.tell.work(); // slow 2
 * onDeepMailbox(before);
 * ```
 */
export function onDeepMailbox(callback: DepthWarning): DepthWarning {
  const before = warning;
  warning = callback;
  return before;
}

/** Warns. What the callback throws is reported as a failed task, since the sender has done nothing wrong. */
export function warnOfDepth(actor: { readonly self: AnyRef; readonly scheduler: Scheduler }, depth: number): void {
  try {
    warning(actor.self, depth); // user code runs here
  } catch (error) {
    actor.scheduler.go(
      () => {
        throw error;
      },
      { name: "onDeepMailbox" },
    );
  }
}
