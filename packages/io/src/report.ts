/** Says on stderr what failed because of a peer, where no callback of the program takes it: the process goes on. */
export function logFailure(what: string, error: unknown): void {
  console.error(`${what}:`, error);
}

/** Runs a callback of the program that is told of something; what it throws is logged, since a peer has caused the call. */
export function tell(what: string, callback: () => void): void {
  try {
    callback(); // user code runs here
  } catch (error) {
    logFailure(`${what} threw`, error);
  }
}
