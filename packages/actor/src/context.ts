/** The context: what a handler sees of its own actor. */

import type { ExitReason } from "./exit-reason.js";
import type { AnyRef } from "./ref.js";

/** What a handler sees of its own actor; valid until the actor has exited. */
export interface Context<S = unknown> {
  /** The state of the actor; may be replaced. */
  state: S;
  /** The actor itself, as others see it. */
  readonly self: AnyRef;
  /** The name of the actor. */
  readonly name: string;
  /** Aborts when the actor is told to end. */
  readonly signal: AbortSignal;
  /** Ends the actor after this handler, with `reason` (by default `"normal"`); messages that wait become dead letters. */
  stop(reason?: ExitReason): void;
}
