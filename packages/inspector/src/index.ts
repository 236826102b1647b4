/** The public names of @mailslot/inspector. */

export { InspectorError, type InspectorErrorCode } from "./errors.js";
export { type InspectOptions, type Inspector, inspect } from "./inspect.js";
export type { ThreadsRecorder, ThreadsSeen } from "./sample/pulse.js";
