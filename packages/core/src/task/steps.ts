/**
 * Steps: a generator that was called. One rule says what counts as steps, for bodies, handlers
 * and hooks alike. Generators of other realms, and those that a compiler made for an old target, count too.
 * See docs/decisions/0032-go-with-steps.md.
 */
import { badArgument } from "../misuse.js";
import type { Operation, Wait } from "../source/operation.js";
import type { Steps } from "./handle.js";
import type { AnyBody } from "./task.js";

/** Steps as the engine resumes them: a generator of this realm. */
export type Frame = Generator<Wait, unknown, unknown>;

// Every generator function gives its generators a prototype of their own, so `frame.next()` would be a megamorphic
// look-up; the one method behind all of them, called directly, is not.
const GeneratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())) as Frame;
const resumeNative = GeneratorPrototype.next;

/** A constructor in name only, for `instanceof`, which the compiler turns into a walk of the prototype chain. */
function NativeGenerator(): void {}
NativeGenerator.prototype = GeneratorPrototype;

/** Returns whether `value` is a generator of this realm. */
export function isFrame(value: unknown): value is Frame {
  return value instanceof (NativeGenerator as never as { new (): Frame });
}

/** Resumes a frame; its wait takes the delivered result from the task. */
export function resume(frame: Frame): IteratorResult<Wait, unknown> {
  return resumeNative.call(frame, undefined);
}

/**
 * Returns whether `value` is a generator that was called. Sources are iterators too, but have no `throw`; asynchronous
 * generators have one, but are not iterable. Reads properties of `value`, and throws what a getter throws.
 */
export function isSteps(value: unknown): value is Steps<unknown> {
  if (isFrame(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const { next, throw: fail, [Symbol.iterator]: iterate } = value as Partial<Steps<unknown>>;
  return typeof fail === "function" && typeof next === "function" && typeof iterate === "function";
}

/** Returns what a task runs: a function, or a frame, which runs steps of another realm; null for anything else. Never throws. */
export function bodyIn(value: unknown): AnyBody | Frame | null {
  try {
    if (typeof value === "function" || isFrame(value)) return value as AnyBody | Frame;
    return isSteps(value) ? drive(value) : null; // user code may run here
  } catch {
    return null;
  }
}

/** As {@link bodyIn}. Fails with `ERR_MAILSLOT_ARGUMENT` for what no task can run. */
export function asBody(value: unknown): AnyBody | Frame {
  const body = bodyIn(value);
  if (body === null) throw badArgument("the body given to go()", value, "a function, or a generator that was called");
  return body;
}

/** Returns steps that can be resumed: `steps` themselves, or a generator of this realm that runs them. */
export function frameOf(steps: Steps<unknown>): Frame {
  return isFrame(steps) ? steps : drive(steps);
}

/** Returns steps that wait for `operation`, and return its value. */
export function* drive<T>(operation: Operation<T> | Steps<T>): Steps<T> {
  return yield* operation;
}
