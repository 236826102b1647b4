/**
 * The second entry, `@mailslot/core/engine`: what the other packages of this repository need of the engine, and programs do
 * not. Nothing is promised of its names from one version to the next. See docs/decisions/0031-an-entry-for-the-engine.md.
 */
export { hasCode, isCancellation, withoutStack } from "./errors.js";
export { hash } from "./hash.js";
export { checkSignal, onAbort } from "./host/on-abort.js";
export { badArgument, show } from "./misuse.js";
export { untilClosed } from "./source/closed.js";
export { Completed, completed } from "./source/completed.js";
export type { Result } from "./source/operation.js";
export { Pending } from "./source/pending.js";
export { claim, deliver, fail } from "./source/waiter.js";
export { drive, isSteps } from "./task/steps.js";
