/**
 * Keeps promises that are rejected with a suspension from ending the process. Code that a thread calls may be async and
 * its promise dropped; the throw that suspends the thread then rejects a promise that no handler knows.
 *
 * Invariants: the listener is there only until the rejections of the present turn have been reported.
 */

let listening = false;

/** Ignores unhandled rejections with `suspension` in this turn of the event loop. Others fare as without the listener. */
export function ignoreRejections(suspension: unknown): void {
  if (listening || typeof process === "undefined") return;
  listening = true;
  const listener = (reason: unknown): void => {
    if (reason !== suspension && process.listenerCount("unhandledRejection") === 1) throw reason;
  };
  process.on("unhandledRejection", listener);
  setImmediate(() => {
    process.off("unhandledRejection", listener);
    listening = false;
  });
}
