/** How an ask differs from others of its actor: how long it waits, what gives it up, and who asks. */
import type { Task } from "@mailslot/core";
import { ActorUsageError } from "../errors.js";
import type { AskOptions } from "../ref/ref.js";

/** What is said of an ask beside its time limit. */
export interface AskTerms {
  readonly signal: AbortSignal | null;
  /** Who asks; null: the running task. */
  readonly from: Task | null;
}

/** Returns the options if they make sense. */
export function checkAskOptions(actor: string, options: AskOptions): AskOptions {
  const { timeout, signal } = options;
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    throw wrong(`${actor} is asked with a timeout of ${String(timeout)}: give milliseconds above 0, or Infinity`);
  }
  if (signal !== undefined && typeof (signal as Partial<AbortSignal>).addEventListener !== "function") {
    throw wrong(`${actor} is asked with a signal that is not one: give an AbortSignal`);
  }
  return options;
}

function wrong(text: string): ActorUsageError {
  return new ActorUsageError("ERR_MAILSLOT_ARGUMENT", text);
}
