/** Listens to the signal of an option: one listener per signal, whatever is opened with it. */
import { onAbort } from "@mailslot/core/engine";

/** Calls `tell` when `signal` aborts, if there is one; returns what stops listening. */
export function whenAborted(signal: AbortSignal | undefined, tell: () => void): () => void {
  return signal === undefined || signal.aborted ? nothing : onAbort(signal, tell);
}

function nothing(): void {
  // There is nothing to stop.
}
