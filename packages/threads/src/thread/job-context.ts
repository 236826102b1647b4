/**
 * The context of whoever makes a job, in which it runs, wherever that is. The carrier of the default scheduler captures it, and says what
 * stands for it on another thread, as that of a message: see docs/decisions/0428-context-of-a-job.md.
 */

import { defaultScheduler, type Task, type Waiter } from "@mailslot/core";
import { type Carried, carriers, observersOf, reportThrown, runIn } from "@mailslot/core/engine";
import { contextOfText, textOfContext } from "@mailslot/remote/engine";

/** Returns the context of this moment; null without a carrier. */
export function captureContext(): Carried | null {
  const carrier = carrierHere();
  if (carrier === undefined) return null;
  try {
    return { carrier, context: carrier.capture() }; // user code runs here
  } catch (error) {
    return failed("capture", error);
  }
}

/** Returns what stands for a context on other threads, as a text; undefined when there is nothing. */
export function packContext(carried: Carried | null): string | undefined {
  if (carried === null) return undefined;
  try {
    return textOfContext(carried.carrier.pack?.(carried.context)); // user code runs here
  } catch (error) {
    return failed("pack", error) ?? undefined;
  }
}

/** Returns the context that a text stands for; null where nothing makes one. */
export function contextOfArrival(text: unknown): Carried | null {
  const carrier = carrierHere();
  if (carrier?.unpack === undefined) return null;
  try {
    return { carrier, context: carrier.unpack(contextOfText(text)) }; // user code runs here
  } catch (error) {
    return failed("unpack", error);
  }
}

/** Begins a job in a context. */
export function beginIn(carried: Carried, job: string, begin: () => void): void {
  // A plain job has no task: this is what a carrier that fails is reported of, and to whom.
  const reported = { name: job, ambient: { scheduler: defaultScheduler() } };
  runIn(reported as unknown as Task, carried, begin);
}

function carrierHere(): Carried["carrier"] | undefined {
  return carriers.any ? observersOf(defaultScheduler())?.carrier : undefined;
}

/** A carrier that fails costs the context, and not the job. It is reported as by core: who sets no `onUnhandled` on a worker loses that. */
function failed(what: string, error: unknown): null {
  reportThrown(`${what} of the context carrier`, error, NOBODY);
  return null;
}

const NOBODY = {} as Waiter;
