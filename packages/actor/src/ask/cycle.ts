/**
 * Cycles of asks: each waits for the reply of the next, so none can answer. What waits is an actor, as long as its
 * handler waits, or one handler of it that runs beside others. See docs/decisions/0301-cycles-of-asks.md.
 */
import { currentTask, type Waiter, waitsBehind } from "@mailslot/core";
import { InterleavedSteps, interleavedOf } from "../actor/interleaved.js";
import { RejectedError } from "../errors.js";
import type { Ask } from "./ask.js";
import { type Asker, AskingActor } from "./asker.js";

/** Returns who waits for the reply, when that keeps an actor, or an interleaved handler, from going on; else null. */
export function askerBehind(waiter: Waiter, ask: Ask): Asker | null {
  const who = waitsBehind(waiter);
  if (who instanceof AskingActor) return who;
  if (who === "promise") {
    // An await asks for the reply in a promise job; a handler that calls `then` itself may go on without the reply.
    const { from } = ask;
    return currentTask() === null && from instanceof AskingActor && from.isPromised ? from : null;
  }
  return who instanceof InterleavedSteps ? who : null;
}

/** Throws when waiting for the reply would close a cycle. */
export function checkCycle(asker: Asker, ask: Ask): void {
  const path = pathTo(asker, ask);
  if (path === null) return;
  throw cycleError([asker, ...path].map(({ name }) => name));
}

export function cycleError(names: readonly string[]): RejectedError {
  const text = `${names.join(" asks ")}: each waits for the next, so none can answer. Reply first, tell instead of asking, or let the handler interleave`;
  return new RejectedError(text, { code: "ERR_MAILSLOT_ASK_CYCLE" });
}

/** Follows who waits for whom, from `ask` on, and returns the way back to `asker`. */
function pathTo(asker: Asker, ask: Ask): Asker[] | null {
  const cameFrom = new Map<Asker, Asker | null>([[answererOf(ask), null]]);
  for (const [next, before] of cameFrom) {
    if (next === asker) return wayTo(next, before, cameFrom);
    for (const waited of next.pendingAsks()) {
      const further = answererOf(waited);
      if (!cameFrom.has(further)) cameFrom.set(further, next);
    }
  }
  return null;
}

function wayTo(last: Asker, before: Asker | null, cameFrom: ReadonlyMap<Asker, Asker | null>): Asker[] {
  const path = [last];
  for (let each = before; each !== null; each = cameFrom.get(each) ?? null) path.unshift(each);
  return path;
}

/** Returns who must go on before the ask is answered. */
function answererOf(ask: Ask): Asker {
  return (ask.kind.interleaves ? interleavedOf(ask) : null) ?? ask.target;
}
