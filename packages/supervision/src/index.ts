/** The public names of @mailslot/supervision. */
export { SupervisionError, type SupervisionErrorCode } from "./errors.js";
export { exit, signals, trapExits } from "./exit.js";
export { type BondOptions, goLinked, goSupervised, goUnlinked } from "./go-linked.js";
export { link, unlink } from "./link.js";
export type { HasRef, Linkable } from "./linkable.js";
export { demonitor, type Monitor, monitor } from "./monitor.js";
export { type DownSignal, type ExitSignal, isDown, isExit, outside } from "./signals.js";
