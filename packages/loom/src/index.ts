/** The public API of @mailslot/loom. */

export { isModelError, ModelError, type ModelErrorCode } from "./errors.js";
export { explore, ModelFailure, minimize, model } from "./model.js";
export { choose, invariant, join, label, note, racy, spawn, type Thread } from "./model-api.js";
export type { Mode, Options, Report, Verdict } from "./options.js";
export type { Failure, FailureKind, Fault, Step } from "./report/failure.js";
export { htmlOf, svgOf } from "./report/picture.js";
export { formatFailure } from "./report/table.js";
