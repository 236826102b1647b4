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

/** Throws when waiting for the reply would close a cycle; tells actors elsewhere that are waited for. */
export function checkCycle(asker: Asker, ask: Ask): void {
  const { cameFrom, edges } = everybodyBehind(handlerOf(ask), asker);
  const namesTo = (who: Asker): string[] => [asker, ...wayTo(who, cameFrom)].map(({ name }) => name);
  if (cameFrom.has(asker)) throw cycleError(namesTo(asker));
  if (ask.target.isDistant) edges.push({ by: null, ask });
  for (const { by, ask: edge } of edges) {
    edge.target.reached(asker, ask, edge, by === null ? namesTo(edge.target) : [...namesTo(by), edge.target.name]);
  }
}

export function cycleError(names: readonly string[]): RejectedError {
  const text = `${names.join(" asks ")}: each waits for the next, so none can answer. Reply first, tell instead of asking, or let the handler interleave`;
  return new RejectedError(text, { code: "ERR_MAILSLOT_ASK_CYCLE" });
}

/** An ask to an actor elsewhere, and who waits for it. */
interface Edge {
  /** Null: the one that begins to wait. */
  readonly by: Asker | null;
  readonly ask: Ask;
}

/** All who must go on before `start` can, each with the one that waits for it, and the asks that leave this thread. */
interface Behind {
  readonly cameFrom: ReadonlyMap<Asker, Asker | null>;
  readonly edges: Edge[];
}

/** Follows who waits for whom, from `start` on, until `sought` is met. */
export function everybodyBehind(start: Asker, sought: Asker | null): Behind {
  const cameFrom = new Map<Asker, Asker | null>([[start, null]]);
  const edges: Edge[] = [];
  for (const [next] of cameFrom) {
    if (next === sought) break;
    for (const waited of next.pendingAsks()) {
      if (waited.target.isDistant) edges.push({ by: next, ask: waited });
      const further = handlerOf(waited);
      if (!cameFrom.has(further)) cameFrom.set(further, next);
    }
  }
  return { cameFrom, edges };
}

/** Returns those on the way to `last`, itself included. */
export function wayTo(last: Asker, cameFrom: ReadonlyMap<Asker, Asker | null>): Asker[] {
  const path = [last];
  for (let each = cameFrom.get(last) ?? null; each !== null; each = cameFrom.get(each) ?? null) path.unshift(each);
  return path;
}

/** Returns who must go on before the ask is answered. */
export function handlerOf(ask: Ask): Asker {
  return (ask.kind.interleaves ? interleavedOf(ask) : null) ?? ask.target;
}
