/**
 * The functions of a program that TLS calls while it shakes hands. What they throw, or a promise of theirs fails with, fails
 * that handshake: a peer has caused the call, and must not be able to end the process with it.
 */
import type { ConnectionOptions, TlsOptions } from "node:tls";

/** The options of a server, with its choice of a certificate made safe. */
export function safeServer<O extends TlsOptions>(options: O): O {
  const choose = options.SNICallback;
  if (choose === undefined) return options;
  return {
    ...options,
    SNICallback: (name, done) => {
      const failed = (error: unknown): void => done(asError(error));
      try {
        const result: unknown = choose(name, done); // user code runs here
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
      }
    },
  };
}

/** The options of a client, with its check of the peer's name made safe. */
export function safeClient(options: ConnectionOptions): ConnectionOptions {
  const check = options.checkServerIdentity;
  if (check === undefined) return options;
  return {
    ...options,
    checkServerIdentity: (host, certificate) => {
      try {
        return check(host, certificate); // user code runs here
      } catch (error) {
        return asError(error);
      }
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
