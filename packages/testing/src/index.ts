/** The public names of @mailslot/testing. */
export { FoundError, SimulationError, type TestingErrorCode } from "./errors.js";
export {
  type DisturbanceOptions,
  type DisturbedLink,
  type DisturbedNetwork,
  disturbance,
  type NetworkFault,
} from "./fault/disturbance.js";
export { closing, crash, type FaultTime, flood, type InjectedFault, type LinkFaults } from "./fault/fault.js";
export { type KillableNodes, killNode } from "./fault/nodes.js";
export { type History, recordHistory } from "./history/history.js";
export { type Call, isLinearizable, type Model } from "./history/linearizable.js";
export { type ActorProbe, type Probe, probe, probeActor, type SenderProbe, stateOf } from "./probe/probe.js";
export type { Choice, Chooser } from "./schedule/decisions.js";
export { exhaustive } from "./schedule/exhaustive.js";
export { type Explored, type ExploreOptions, explore } from "./schedule/explore.js";
export { type PctOptions, pct } from "./schedule/pct.js";
export { randomWalk } from "./schedule/random-walk.js";
export type { Run, ScheduleStrategy } from "./schedule/strategy.js";
export type { SimulationOptions } from "./simulation/options.js";
export type { SeededRandom } from "./simulation/random.js";
export { type SimulateOptions, type SimulationBody, simulate } from "./simulation/simulate.js";
export type { Simulation } from "./simulation/simulation.js";
