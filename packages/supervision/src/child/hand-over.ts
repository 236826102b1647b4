/** What one incarnation of a child gives to the next, since it asked for that: by default nothing outlives a crash. */
import { isInstance } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";
import { type Bonds, bondsOf } from "../link/bonds.js";
import { here, type Linkable } from "../linkable.js";
import { type Child, ChildMonitor } from "./child.js";

/** The child whose `start` is being called. */
let called: Child | null = null;

/** The children whose start is waited for, by the supervisor that waits. */
const awaited: WeakMap<Bonds, Child> = new WeakMap();

/**
 * Gives a value to the next incarnation of the running actor or task (or `self`), which its `start` gets by {@link handedOver}; the last
 * one that was given counts, also if the child is then killed. Call it wherever the state is sound: after a message, or in `stopped`. Returns
 * whether there is a supervisor that keeps it; false for what has none, and for an actor whose supervisor is on another node.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn } from "@mailslot/actor";
 * import { handedOver, handOver, supervisor } from "@mailslot/supervision";
 *
 * const Counter = defineActor("counter", {
 *   state: (count: number) => ({ count }),
 *   receive: {
 *     add(ctx) {
 *       handOver(++ctx.state.count);
 *     },
 *     crash() {
 *       throw new Error("crash");
 *     },
 *     count: (ctx) => ctx.state.count,
 *   },
 * });
 * const sup = await supervisor({ children: [{ id: "counter", start: () => spawn(Counter, handedOver(0)) }] });
 * const first = sup.child("counter");
 * first.tell.add();
 * first.tell.crash();
 * await exitOf(first);
 * console.log(await sup.refTo("counter").ask.count()); // 1
 * await sup.stop();
 * ```
 */
export function handOver(value: unknown, self: Linkable = here("handOver()")): boolean {
  const { supervision } = bondsOf(self);
  if (!isInstance(supervision, ChildMonitor)) return false;
  (supervision as ChildMonitor).child.handed = { value };
  return true;
}

/**
 * Returns what the last incarnation of the child that is being started has handed over, or `initial`, if it is the first, or handed over
 * nothing. The value is kept until an incarnation has started, so a start that fails does not lose it. Call it in `start`, before its
 * first `await`; throws `ERR_MAILSLOT_OUTSIDE_TASK` elsewhere.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { handedOver, supervisor } from "@mailslot/supervision";
 *
 * const clock = (hours: number) => go(() => console.log(`${hours} o'clock`)); // 0 o'clock
 * await supervisor({ children: [{ id: "clock", restart: "temporary", start: () => clock(handedOver(0)) }] });
 * ```
 */
export function handedOver<T>(initial: T): T {
  const child = called ?? awaited.get(bondsOf(here("handedOver()")));
  if (child === undefined) {
    const text = "handedOver() was called outside the start of a child: call it in start, before its first await";
    throw new SupervisionError("ERR_MAILSLOT_OUTSIDE_TASK", text);
  }
  return child.handed === null ? initial : (child.handed.value as T);
}

/** Calls the `start` of a child, which may ask what was handed over. */
export function callStart(child: Child): unknown {
  const outer = called;
  called = child;
  try {
    return child.start(); // user code runs here
  } finally {
    called = outer;
  }
}

/** Notes for which child a supervisor waits, since steps of its `start` may ask; null for none. */
export function startAwaited(supervisor: Bonds, child: Child | null): void {
  if (child === null) awaited.delete(supervisor);
  else awaited.set(supervisor, child);
}
