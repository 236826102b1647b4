// Errors of this package. `code` tells them apart; `isModelError` works across two copies of the package.

const BRAND = Symbol.for("@mailslot/loom/error");

export type ModelErrorCode =
  | "ERR_LOOM_FAILURE"
  | "ERR_LOOM_INCOMPLETE"
  | "ERR_LOOM_OUTSIDE"
  | "ERR_LOOM_ARGUMENT"
  | "ERR_LOOM_NESTED"
  | "ERR_LOOM_SCHEDULE"
  | "ERR_LOOM_UNSUPPORTED";

/** Reports a wrong use of the package, a failure of the code under test, or an exploration that was cut short. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelError";
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Tells whether `error` comes from this package, whichever copy of it. */
export function isModelError(error: unknown): error is ModelError {
  return typeof error === "object" && error !== null && BRAND in error;
}
