/** The schedule with the fewest preemptions that still fails: tried from none upwards, each bound completely. */

import type { Settings } from "../options.js";
import type { Failure } from "../report/failure.js";
import { Exhaustive } from "./exhaustive.js";
import { failureOf } from "./replay.js";
import { Session } from "./session.js";

/** Looks for a failure of the same kind with fewer preemptions; returns the given one when there is none in time. */
export function fewestPreemptions(body: () => unknown, settings: Settings, failure: Failure): Failure {
  for (let preemptions = 0; preemptions < failure.preemptions; preemptions++) {
    const session = new Session(body, { ...settings, mode: "stateful", preemptions, keepGoing: false }, false);
    new Exhaustive(session, true).explore();
    if (session.fault?.kind === failure.kind) return failureOf(session, session.schedule, session.fault);
  }
  return failure;
}
