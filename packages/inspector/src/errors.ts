/** The errors of this package. */
import { MailslotError } from "@mailslot/core";

/** Every code an {@link InspectorError} can have. */
export type InspectorErrorCode =
  | "ERR_MAILSLOT_ARGUMENT"
  | "ERR_MAILSLOT_INSPECTOR_ADDRESS"
  | "ERR_MAILSLOT_INSPECTOR_PAGE";

/** Says why the inspector did not start; see `code`. */
export class InspectorError extends MailslotError<InspectorErrorCode> {
  override get name(): string {
    return "InspectorError";
  }
}
