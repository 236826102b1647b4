/**
 * The refs of actors elsewhere that are kept while somebody wants to know of their end, as the register of tasks keeps actors: a promise that
 * waits stands in a list of the ref, and whoever awaits it may hold nothing else. They are kept as long as their scheduler, so that
 * one that nobody holds takes them with it. See docs/decisions/0503-watches-are-taken-back.md.
 *
 * Invariants: a ref that is here has not ended.
 */
import type { Scheduler } from "@mailslot/core";

const kept = /* @__PURE__ */ new WeakMap<Scheduler, Set<object>>();

export function keepRef(ref: object, scheduler: Scheduler): void {
  const refs = kept.get(scheduler) ?? new Set();
  kept.set(scheduler, refs.add(ref));
}

export function letRefGo(ref: object, scheduler: Scheduler): void {
  kept.get(scheduler)?.delete(ref);
}
