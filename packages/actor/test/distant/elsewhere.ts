/** An actor elsewhere that notes what it is given, and answers when the test says so. */
import { type Definition, type Distant, type DistantAsk, type DistantWait, type Ref, refer } from "@mailslot/actor";
import type { Scheduler } from "@mailslot/core";

export interface Elsewhere<R> {
  readonly ref: Ref<R>;
  /** What was carried, in order: the name of the act, and what it was about. */
  readonly log: unknown[][];
  readonly asks: DistantAsk[];
  readonly waits: DistantWait[];
}

export function elsewhere<A extends readonly unknown[], R>(
  definition: Definition<A, R>,
  scheduler: Scheduler,
  changes: Partial<Distant> = {},
): Elsewhere<R> {
  const log: unknown[][] = [];
  const asks: DistantAsk[] = [];
  const waits: DistantWait[] = [];
  const distant: Distant = {
    tell({ message, args, from, context }) {
      log.push(["tell", message, ...args, from?.name ?? null, ...(context === undefined ? [] : [context])]);
      return undefined;
    },
    ask(ask) {
      asks.push(ask);
      log.push(["ask", ask.message, ...ask.args]);
    },
    givenUp: (ask) => void log.push(["given up", ask.message]),
    awaited: (wait) => void waits.push(wait),
    watched: (sees) => void log.push(["watched", sees]),
    unwatched: () => void log.push(["unwatched"]),
    signal: ({ type }) => void log.push(["signal", type]),
    stop: (reason) => void log.push(["stop", reason]),
    drain: (reason) => void log.push(["drain", reason]),
    terminate: (reason) => void log.push(["terminate", reason]),
    kill: () => void log.push(["kill"]),
    ...changes,
  };
  return { ref: refer(definition, "account#7 of b", distant, { scheduler }), log, asks, waits };
}
