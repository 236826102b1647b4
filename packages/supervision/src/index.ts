/** The public names of @mailslot/supervision. */

export type {
  AutoShutdown,
  ChildShutdown,
  ChildSpec,
  Drain,
  RestartType,
  Startable,
  Started,
  StartIsOver,
  StartResult,
  StartsAreOver,
} from "./child/child-spec.js";
export { handedOver, handOver } from "./child/hand-over.js";
export { SupervisionError, type SupervisionErrorCode } from "./errors.js";
export {
  type BondCarrier,
  carryBonds,
  deliverExit,
  deliverLink,
  deliverMonitor,
  deliverUnlink,
} from "./link/distant-bonds.js";
export { exit, signals, trapExits } from "./link/exit.js";
export { type BondOptions, goLinked, goSupervised, goUnlinked } from "./link/go-linked.js";
export { link, unlink } from "./link/link.js";
export { demonitor, monitor } from "./link/monitor.js";
export {
  type DownSignal,
  type ExitCause,
  type ExitSignal,
  isDown,
  isExit,
  type Monitor,
  outside,
} from "./link/signals.js";
export type { HasRef, Linkable } from "./linkable.js";
export { type LogOptions, logTo } from "./log/log-to.js";
export type { FieldsPlace, Logger } from "./log/logger.js";
export type { Backoff } from "./restart/backoff.js";
export type { RestartIntensity } from "./restart/restarts.js";
export type { ChildCounts, ChildInfo, ChildStatus, ChildType } from "./supervisor/child-info.js";
export { type DynamicSupervisor, type DynamicSupervisorOptions, dynamicSupervisor } from "./supervisor/dynamic.js";
export type { CommonOptions, Strategy, SupervisorOptions } from "./supervisor/options.js";
export {
  type PartitionedSupervisor,
  type PartitionedSupervisorOptions,
  partitionedSupervisor,
} from "./supervisor/partitioned.js";
export { isSupervisor, supervisorOf } from "./supervisor/place.js";
export { type SupervisionReport, supervisionReports } from "./supervisor/reports.js";
export {
  type ChildId,
  type ChildOf,
  type SpecOf,
  type StartedBy,
  type Supervisor,
  supervisor,
} from "./supervisor/supervisor.js";
export { type TreeNode, type TreeOptions, tree, treeText } from "./supervisor/tree.js";
