/** How an ask differs from others of its actor: how long it waits, what gives it up, and who asks. */

import type { Task } from "@mailslot/core";
import { checkOptions, checkSignal, show } from "@mailslot/core/engine";
import { ActorUsageError } from "../errors.js";
import type { AskOptions } from "../ref/ref.js";

/** What is said of an ask beside its time limit. */
export interface AskTerms {
  readonly signal: AbortSignal | null;
  /** Who asks; null: the running task. */
  readonly from: Task | null;
}

/** Returns the options, each read once, if they make sense. */
export function checkAskOptions(actor: string, options: AskOptions): AskOptions {
  checkOptions("askWith()", options);
  const { timeout, signal } = options;
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    throw wrong(`${actor} is asked with a timeout of ${show(timeout)}: give milliseconds above 0, or Infinity`);
  }
  if (signal !== undefined) checkSignal(`the signal with which ${actor} is asked`, signal);
  return { ...(timeout !== undefined && { timeout }), ...(signal !== undefined && { signal }) };
}

function wrong(text: string): ActorUsageError {
  return new ActorUsageError("ERR_MAILSLOT_ARGUMENT", text);
}
