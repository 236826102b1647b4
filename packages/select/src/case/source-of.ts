/** How what is given as a case becomes a source. */
import { fromPromise, type Receiver, Source, UsageError } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
import type { Case } from "./cases.js";
import { IteratorSource } from "./iterator-source.js";
import { oneForEach } from "./one-for-each.js";
import { SignalSource } from "./signal-source.js";

const ofPromise: (promise: PromiseLike<unknown>) => Source<unknown> = /* @__PURE__ */ oneForEach(fromPromise);
const ofSignal: (signal: AbortSignal) => Source<unknown> = /* @__PURE__ */ oneForEach(
  (signal: AbortSignal) => new SignalSource(signal),
);
const ofIterator: (iterator: AsyncIterator<unknown>) => Source<unknown> = /* @__PURE__ */ oneForEach(
  (iterator: AsyncIterator<unknown>) => new IteratorSource(iterator),
);

/** Returns the source that a case stands for, or null when the case is disabled. */
export function sourceOf(name: string, given: Case): Source<unknown> | null {
  if (given === undefined || given === null || given === false) return null;
  const receive = recvOf(given);
  if (typeof receive === "function") return (given as Receiver<unknown>).recv();
  if (receive !== UNREADABLE) {
    if (given instanceof Source) return given;
    const source = typeof given === "object" || typeof given === "function" ? convert(given) : null;
    if (source !== null) return source;
  }
  throw new UsageError(
    "ERR_MAILSLOT_ARGUMENT",
    `case ${typeof name === "string" ? name : show(name)} of a select is ${show(given)}: give a source, a channel, a promise, an AbortSignal or an async iterator`,
  );
}

const UNREADABLE: unique symbol = Symbol("unreadable");

/** Reads `recv` of what may be a proxy that was revoked. */
function recvOf(given: NonNullable<Case>): unknown {
  try {
    return (given as Receiver<unknown>).recv; // user code may run here
  } catch {
    return UNREADABLE;
  }
}

function convert(given: object): Source<unknown> | null {
  if ("aborted" in given && "addEventListener" in given) return ofSignal(given as AbortSignal);
  if ("poll" in given && "subscribe" in given) return given as Source<unknown>; // made by another copy of core
  if ("then" in given) return ofPromise(given as PromiseLike<unknown>);
  if ("next" in given) return ofIterator(given as AsyncIterator<unknown>);
  return null;
}
