/**
 * Requests that make no sense, or do not come in time: the platform answers them (400, 408, 413, 431) and ends their
 * connections; here it is heard of them.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { IoError, type IoErrorCode } from "../errors.js";

/** Calls `tell` with each error of a client. A listener of "clientError" would take the platform's answer away. */
export function hearClientErrors(server: Server, tell: (error: Error, socket: Socket) => void): void {
  const { emit } = server;
  server.emit = function heard(this: Server, event: string, ...args: unknown[]): boolean {
    if (event === "clientError") tell(args[0] as Error, args[1] as Socket);
    return Reflect.apply(emit, this, [event, ...args]) as boolean;
  };
}

/** Says what was wrong with a request; null when its client has only gone, or has not come as far as a request. */
export function malformed(client: string, cause: Error): IoError | null {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new IoError("ERR_MAILSLOT_TIMED_OUT", `${client} did not send its request in time`, { cause });
  }
  if (code === undefined || !code.startsWith("HPE_") || code === "HPE_INVALID_EOF_STATE") return null;
  const kind: IoErrorCode = code.endsWith("_OVERFLOW") ? "ERR_MAILSLOT_LIMIT" : "ERR_MAILSLOT_INVALID_TEXT";
  return new IoError(kind, `${client} has sent what is not a request of HTTP: ${cause.message}`, { cause });
}
