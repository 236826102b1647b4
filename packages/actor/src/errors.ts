/** The errors of this package. Those of an ask say whether the callee is known not to have done what was asked. */
import { MailslotError } from "@mailslot/core";
import { show } from "@mailslot/core/engine";

/** Every code an error of this package can have. */
export type ActorErrorCode =
  | "ERR_MAILSLOT_NO_ACTOR"
  | "ERR_MAILSLOT_REJECTED"
  | "ERR_MAILSLOT_MAILBOX_FULL"
  | "ERR_MAILSLOT_ASK_CYCLE"
  | "ERR_MAILSLOT_INVALID_MESSAGE"
  | "ERR_MAILSLOT_ASK_TIMEOUT"
  | "ERR_MAILSLOT_ASK_ABORTED"
  | "ERR_MAILSLOT_ACTOR_EXITED"
  | "ERR_MAILSLOT_UNKNOWN_MESSAGE"
  | "ERR_MAILSLOT_DEFINITION"
  | "ERR_MAILSLOT_STASH_FULL"
  | "ERR_MAILSLOT_NAME_TAKEN"
  | "ERR_MAILSLOT_ARGUMENT"
  | "ERR_MAILSLOT_OUTSIDE_ACTOR"
  | "ERR_MAILSLOT_NO_CONNECTION";

/** Returns a message as a text: one that is none would fail the error itself. */
function textOf(message: unknown): string {
  return typeof message === "string" ? message : show(message);
}

/** Says that a message was not handled: no actor, no room, a cycle, a bad argument, or the handler refused; see `code`. */
export class RejectedError extends MailslotError<ActorErrorCode> {
  /** The callee is known not to have done what was asked. */
  declare readonly outcome: "rejected";

  constructor(message: string, options: ErrorOptions & { readonly code?: ActorErrorCode } = {}) {
    super(options.code ?? "ERR_MAILSLOT_REJECTED", textOf(message), options.cause === undefined ? undefined : options);
  }

  override get name(): string {
    return "RejectedError";
  }
}

/**
 * Throw one in a handler to refuse the message: the actor lives on, who asked gets a {@link RejectedError} with the same
 * text and cause, and a tell becomes a dead letter. Any other error that a handler throws ends the actor.
 */
export class Refusal extends MailslotError<ActorErrorCode> {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_MAILSLOT_REJECTED", textOf(message), options);
  }

  override get name(): string {
    return "Refusal";
  }
}

/** Returns whether `error` is a refusal; false also for what throws when it is looked at. */
export function isRefusal(error: unknown): error is Refusal {
  try {
    return error instanceof Refusal; // user code may run here
  } catch {
    return false;
  }
}

/** Says that it is unknown whether the callee has done what was asked: no reply in time, or it exited meanwhile. */
export class UnknownOutcomeError extends MailslotError<ActorErrorCode> {
  /** The callee may have done what was asked, in whole or in part. */
  declare readonly outcome: "unknown";

  constructor(code: ActorErrorCode, message: string, options?: ErrorOptions) {
    super(code, textOf(message), options);
  }

  override get name(): string {
    return "UnknownOutcomeError";
  }
}

/** Says that a definition or a call makes no sense; see `code`. */
export class ActorUsageError extends MailslotError<ActorErrorCode> {
  constructor(code: ActorErrorCode, message: string) {
    super(code, message);
  }

  override get name(): string {
    return "ActorUsageError";
  }
}

(RejectedError.prototype as { outcome: string }).outcome = "rejected";
(UnknownOutcomeError.prototype as { outcome: string }).outcome = "unknown";
