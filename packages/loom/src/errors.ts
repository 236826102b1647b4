/** Errors of this package. `code` tells them apart; `isModelError` works across two copies of the package. */

const BRAND = Symbol.for("@mailslot/loom/error");

/**
 * Every code an error of this package can have: the model failed (`FAILURE`) or was cut short (`INCOMPLETE`); a function
 * was called outside a model (`OUTSIDE`), with a wrong argument (`ARGUMENT`) or in a model inside a model (`NESTED`); a
 * schedule does not fit (`SCHEDULE`); something is not modelled (`UNSUPPORTED`).
 */
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
  /** Tells the errors of this package apart. */
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelError";
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Tells whether `error` comes from this package, in any copy of it.
 *
 * @example
 * ```ts
 * import { isModelError, model } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * try {
 *   model(() => {
 *     throw new Error("broken");
 *   });
 * } catch (error) {
 *   assert.ok(isModelError(error));
 *   assert.equal(error.code, "ERR_LOOM_FAILURE");
 * }
 * ```
 */
export function isModelError(error: unknown): error is ModelError {
  return typeof error === "object" && error !== null && BRAND in error;
}
