// The public API of @mailslot/loom.

export { choose, invariant, join, label, note, racy, spawn, type Thread } from "./calls.js";
export { isModelError, ModelError, type ModelErrorCode } from "./errors.js";
export { explore, ModelFailure, minimize, model } from "./explore.js";
export type { Failure, FailureKind, Fault } from "./failure.js";
export type { Mode, Options, Report, Verdict } from "./options.js";
export { htmlOf, svgOf } from "./picture.js";
export { formatFailure } from "./table.js";
export type { Step } from "./trace.js";
