/**
 * The errors of this package. What the platform reports comes as an {@link IoError}: its `code` says what happened in
 * words that do not depend on the system, its `cause` is the platform's own error.
 */
import { MailslotError } from "@mailslot/core";
import { show } from "@mailslot/core/engine";

/** Every code an {@link IoError} can have. */
export type IoErrorCode =
  | "ERR_MAILSLOT_ADDRESS_IN_USE"
  | "ERR_MAILSLOT_ADDRESS_NOT_AVAILABLE"
  | "ERR_MAILSLOT_REFUSED"
  | "ERR_MAILSLOT_RESET"
  | "ERR_MAILSLOT_UNREACHABLE"
  | "ERR_MAILSLOT_UNKNOWN_HOST"
  | "ERR_MAILSLOT_TIMED_OUT"
  | "ERR_MAILSLOT_TLS"
  | "ERR_MAILSLOT_ENDED"
  | "ERR_MAILSLOT_BUSY"
  | "ERR_MAILSLOT_NOT_FOUND"
  | "ERR_MAILSLOT_EXISTS"
  | "ERR_MAILSLOT_DENIED"
  | "ERR_MAILSLOT_LIMIT"
  | "ERR_MAILSLOT_IS_FOLDER"
  | "ERR_MAILSLOT_LINE_TOO_LONG"
  | "ERR_MAILSLOT_INVALID_TEXT"
  | "ERR_MAILSLOT_IO";

/** Says that input or output failed: what was being done, to what, and why; `cause` is the platform's error, if any. */
export class IoError extends MailslotError<IoErrorCode> {
  override get name(): string {
    return "IoError";
  }
}

// What the platform's codes mean, and what can be done about each.
const MEANINGS: Readonly<Record<string, readonly [code: IoErrorCode, meaning: string]>> = {
  EADDRINUSE: ["ERR_MAILSLOT_ADDRESS_IN_USE", "the address is in use: choose another, or end the process that has it"],
  EADDRNOTAVAIL: ["ERR_MAILSLOT_ADDRESS_NOT_AVAILABLE", "this machine has no such address"],
  ECONNREFUSED: ["ERR_MAILSLOT_REFUSED", "nothing listens there"],
  ECONNRESET: ["ERR_MAILSLOT_RESET", "the peer has dropped the connection"],
  ECONNABORTED: ["ERR_MAILSLOT_RESET", "the connection was dropped"],
  EPIPE: ["ERR_MAILSLOT_RESET", "the peer takes nothing more"],
  ENETUNREACH: ["ERR_MAILSLOT_UNREACHABLE", "there is no way to that network"],
  EHOSTUNREACH: ["ERR_MAILSLOT_UNREACHABLE", "there is no way to that host"],
  EHOSTDOWN: ["ERR_MAILSLOT_UNREACHABLE", "that host does not answer"],
  ENOTFOUND: ["ERR_MAILSLOT_UNKNOWN_HOST", "there is no host of that name"],
  EAI_AGAIN: ["ERR_MAILSLOT_UNKNOWN_HOST", "the name could not be looked up now: try again later"],
  ETIMEDOUT: ["ERR_MAILSLOT_TIMED_OUT", "the peer did not answer in time"],
  ENOENT: ["ERR_MAILSLOT_NOT_FOUND", "there is nothing of that name"],
  ENOTDIR: ["ERR_MAILSLOT_NOT_FOUND", "a part of the path is not a folder"],
  EISDIR: ["ERR_MAILSLOT_IS_FOLDER", "it is a folder: give the path of a file"],
  EEXIST: ["ERR_MAILSLOT_EXISTS", "it exists already"],
  EACCES: ["ERR_MAILSLOT_DENIED", "the system does not permit it"],
  EPERM: ["ERR_MAILSLOT_DENIED", "the system does not permit it"],
  EMFILE: ["ERR_MAILSLOT_LIMIT", "this process has too many files and sockets open: close some, or raise the limit"],
  ENFILE: ["ERR_MAILSLOT_LIMIT", "the system has too many files and sockets open"],
  EMSGSIZE: ["ERR_MAILSLOT_LIMIT", "it is too large for one datagram: send it in parts"],
  ENOSPC: ["ERR_MAILSLOT_LIMIT", "there is no room left"],
  EDQUOT: ["ERR_MAILSLOT_LIMIT", "the room that this user has is full"],
  EFBIG: ["ERR_MAILSLOT_LIMIT", "the file would be larger than the system allows"],
  ENAMETOOLONG: ["ERR_MAILSLOT_LIMIT", "the name is longer than the system allows"],
  E2BIG: ["ERR_MAILSLOT_LIMIT", "the arguments and the environment are longer than the system allows"],
  ENOMEM: ["ERR_MAILSLOT_LIMIT", "the system has no memory left for it"],
  ENOBUFS: ["ERR_MAILSLOT_LIMIT", "the system has no buffers left for it"],
  EAGAIN: ["ERR_MAILSLOT_LIMIT", "the system cannot do it now: try again later"],
  ELOOP: ["ERR_MAILSLOT_NOT_FOUND", "its symlinks lead in a circle"],
  EROFS: ["ERR_MAILSLOT_DENIED", "it lies in a file system that is read-only"],
  ETXTBSY: ["ERR_MAILSLOT_DENIED", "it is a program that runs, and cannot be written"],
};

/**
 * Makes an {@link IoError} of what the platform reported; `what` says what was being done, and to what:
 * `ioError("connecting to 127.0.0.1:80", error)`. An IoError is returned as it is. What has no meaning of its own here gets
 * the code `otherwise`.
 *
 * @example
 * ```ts
 * import { ioError } from "@mailslot/io";
 *
 * const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
 * const error = ioError("connecting to 127.0.0.1:80", refused);
 * console.log(error.code, error.cause === refused); // ERR_MAILSLOT_REFUSED true
 * ```
 */
export function ioError(what: string, cause: unknown, otherwise: IoErrorCode = "ERR_MAILSLOT_IO"): IoError {
  if (isIoError(cause)) return cause;
  const reported = codeOf(cause);
  const known = reported === undefined ? undefined : MEANINGS[reported];
  const [code, meaning] = known ?? [otherwise, textOf(cause)];
  const tail = known === undefined ? "" : ` (${reported})`;
  return new IoError(code, `${typeof what === "string" ? what : show(what)} failed: ${meaning}${tail}`, { cause });
}

function isIoError(cause: unknown): cause is IoError {
  try {
    return cause instanceof IoError;
  } catch {
    return false; // a proxy that was revoked
  }
}

/** What was thrown may be anything, a proxy that was revoked too: an error is made of it all the same. */
function textOf(cause: unknown): string {
  try {
    const text = cause instanceof Error ? cause.message : cause;
    return typeof text === "string" ? text : show(text);
  } catch {
    return show(cause);
  }
}

function codeOf(error: unknown): string | undefined {
  try {
    const code = (error as { code?: unknown } | null)?.code;
    return typeof code === "string" && Object.hasOwn(MEANINGS, code) ? code : undefined;
  } catch {
    return undefined;
  }
}
