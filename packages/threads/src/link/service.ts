/**
 * The default scheduler of this thread, served by the connections of all threads that were started here: messages are taken in within its
 * turns, and each turn ends with what it has sent being published.
 */

import { defaultScheduler } from "@mailslot/core";
import { type Served, serve } from "@mailslot/core/engine";

/** The connections of one pump. */
export interface Party {
  /** Takes in what has come. */
  take(): void;
  /** Waits a little, at most `until`, for an answer to what was sent in this turn, and takes it in; returns whether it came. */
  more(until: number): boolean;
  /** Called after each turn: `idle` when nothing is runnable. */
  ended(idle: boolean): void;
}

const parties: Set<Party> = new Set();
let served: Served | null = null;

/** Lets a party take part in the turns of the scheduler. Call it between turns. */
export function joinTurns(party: Party): void {
  parties.add(party);
  served ??= serve(defaultScheduler(), {
    take: () => each((one) => one.take()),
    more: (until) => {
      let came = false;
      for (const one of parties) if (one.more(until)) came = true;
      return came;
    },
    ended: (idle) => each((one) => one.ended(idle)),
  });
}

/** Takes a party out. */
export function leaveTurns(party: Party): void {
  parties.delete(party);
  if (parties.size > 0) return;
  served?.end();
  served = null;
}

/** Asks for a turn, in which what has come is taken in. */
export function requestTurn(): void {
  served?.requestTurn();
}

function each(act: (one: Party) => void): void {
  for (const one of parties) act(one);
}
