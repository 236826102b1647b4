/** The errors of this package. */
import { MailslotError } from "@mailslot/core";

/** Every code an error of this package can have. */
export type RemoteErrorCode =
  | "ERR_MAILSLOT_NOT_CARRIED"
  | "ERR_MAILSLOT_NO_CONNECTION"
  | "ERR_MAILSLOT_UNKNOWN_DEFINITION"
  | "ERR_MAILSLOT_REMOTE_ARGUMENT";

/** Says that a value cannot cross to another node, that a node cannot be reached, or does not know a definition; see `code`. */
export class RemoteError extends MailslotError<RemoteErrorCode> {
  override get name(): string {
    return "RemoteError";
  }
}
