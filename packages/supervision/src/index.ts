/** The public names of @mailslot/supervision. */
export type { Backoff } from "./backoff.js";
export type { ChildStatus, ChildType } from "./child.js";
export type {
  AutoShutdown,
  ChildSpec,
  RestartType,
  Startable,
  Started,
  StartResult,
} from "./child-spec.js";
export type { ChildCounts, ChildInfo } from "./children.js";
export { type DynamicSupervisor, type DynamicSupervisorOptions, dynamicSupervisor } from "./dynamic-supervisor.js";
export { SupervisionError, type SupervisionErrorCode } from "./errors.js";
export { exit, signals, trapExits } from "./exit.js";
export { type BondOptions, goLinked, goSupervised, goUnlinked } from "./go-linked.js";
export type { RestartIntensity } from "./intensity.js";
export { link, unlink } from "./link.js";
export type { HasRef, Linkable } from "./linkable.js";
export { demonitor, type Monitor, monitor } from "./monitor.js";
export type { CommonOptions, Strategy, SupervisorOptions } from "./options.js";
export {
  type PartitionedSupervisor,
  type PartitionedSupervisorOptions,
  partitionedSupervisor,
} from "./partitioned-supervisor.js";
export { type SupervisionReport, supervisionReports } from "./reports.js";
export { type DownSignal, type ExitSignal, isDown, isExit, outside } from "./signals.js";
export { type ChildId, type ChildOf, type SpecOf, type StartedBy, type Supervisor, supervisor } from "./supervisor.js";
export { type TreeNode, tree, treeText } from "./tree.js";
