/** The platform's path for errors that nothing has caught. */

declare const reportError: ((error: unknown) => void) | undefined;

/** Hands an error to the platform as one that nothing has caught (Node ends the process). */
export function raise(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
