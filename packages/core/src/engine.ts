/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The second entry, `@mailslot/core/engine`: what the other packages of this repository need of the engine, and programs do
 * not. Nothing is promised of its names from one version to the next. See docs/decisions/0031-an-entry-for-the-engine.md.
 */

export { isOneshot, isSender } from "./channel/is-sender.js";
export { hasCode, isCancellation, isReadable, messageOf, withoutStack } from "./errors.js";
export { hash } from "./hash.js";
export { checkSignal, onAbort } from "./host/on-abort.js";
export { original } from "./host/platform.js";
export { type Inlet, type Served, serve } from "./host/serve.js";
export {
  badArgument,
  checkDuration,
  checkFunction,
  checkKind,
  checkObject,
  checkOptions,
  isInstance,
  show,
} from "./misuse.js";
export { type Choose, chooseNext } from "./scheduler/choice.js";
export { exchangeDefault } from "./scheduler/go.js";
export {
  dumpTask,
  failWait,
  listTask,
  liveTasks,
  type TaskWork,
  unlistTask,
  workBegan,
  workMs,
} from "./scheduler/inspect.js";
export { captureFor, carrierFor, carriers, contextOf, observersOf, runIn, setContext } from "./scheduler/observe.js";
export { untilClosed } from "./source/closed.js";
export { Completed, completed } from "./source/completed.js";
export { nameOf } from "./source/give-up.js";
export type { Result } from "./source/operation.js";
export { Pending } from "./source/pending.js";
export { actsWhenMade } from "./source/source.js";
export { claim, deliver, fail, isReturning } from "./source/waiter.js";
export { reportThrown } from "./source/waits-behind.js";
export type { Carried } from "./task/ambient.js";
export { isAwaited, unwatchEnd } from "./task/end.js";
export { drive, isSteps } from "./task/steps.js";
export { traced } from "./trace/tracer.js";
