/** The errors of this package: programs that make no sense, children that did not start, supervisors that gave up. */
import { MailslotError } from "@mailslot/core";

/** Every code an error of this package can have. */
export type SupervisionErrorCode =
  | "ERR_MAILSLOT_NOPROC"
  | "ERR_MAILSLOT_NOT_LINKABLE"
  | "ERR_MAILSLOT_OUTSIDE_TASK"
  | "ERR_MAILSLOT_NO_SIGNAL_HOOK"
  | "ERR_MAILSLOT_SUPERVISOR_OPTIONS"
  | "ERR_MAILSLOT_CHILD_SPEC"
  | "ERR_MAILSLOT_DUPLICATE_CHILD"
  | "ERR_MAILSLOT_UNKNOWN_CHILD"
  | "ERR_MAILSLOT_CHILD_RUNNING"
  | "ERR_MAILSLOT_CHILD_NOT_RUNNING"
  | "ERR_MAILSLOT_CHILD_START"
  | "ERR_MAILSLOT_START_CYCLE"
  | "ERR_MAILSLOT_MAX_CHILDREN"
  | "ERR_MAILSLOT_RESTART_INTENSITY"
  | "ERR_MAILSLOT_NO_SUPERVISOR";

/** Says what went wrong with a link, a monitor, a child or a supervisor; see `code`. */
export class SupervisionError extends MailslotError<SupervisionErrorCode> {
  override get name(): string {
    return "SupervisionError";
  }
}
