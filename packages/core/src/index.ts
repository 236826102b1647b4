/** The public names of @mailslot/core. */
export { drain, recvMany } from "./channel/batch.js";
export { type Broadcast, type BroadcastReceiver, broadcast } from "./channel/broadcast.js";
export { channel } from "./channel/channel.js";
export type { Channel, Receiver, Sender } from "./channel/ends.js";
export { type Oneshot, oneshot } from "./channel/oneshot.js";
export type { ChannelOptions, Overflow } from "./channel/options.js";
export { type Permit, reserve, tryReserve } from "./channel/permit.js";
export { sending } from "./channel/sending.js";
export { pipeToChannel, toReadableStream, toWritableStream } from "./channel/streams.js";
export { type Watch, type WatchReceiver, watch } from "./channel/watch.js";
export { CompactSource } from "./compact-source.js";
export { createScheduler } from "./create-scheduler.js";
export { type EndWatcher, reportFailure, watchEnd } from "./end-watcher.js";
export {
  CancelledError,
  ClosedError,
  type ErrorCode,
  FullError,
  isMailslotError,
  LaggedError,
  MailslotError,
  TimeoutError,
  UnhandledTaskError,
  UsageError,
} from "./errors.js";
export { type EventLoop, hostEventLoop } from "./event-loop.js";
export { fromPromise } from "./from-promise.js";
export { currentScheduler, currentTask, defaultScheduler, go } from "./go.js";
export { counters, type DumpedTask, dump, dumpText, type SchedulerCounters } from "./inspect.js";
export { type TaskLocal, taskLocal } from "./local.js";
export { ManualEventLoop } from "./manual-event-loop.js";
export { mapped } from "./mapped.js";
export { type ContextCarrier, type Observers, observe, type TaskHooks } from "./observe.js";
export { type NotReady, notReady, type Operation, type Wait } from "./operation.js";
export { orClosed } from "./or-closed.js";
export type { TaskOutcome } from "./outcome.js";
export { defaultPolicy, type Policy } from "./policy.js";
export { QueuedSource } from "./queued-source.js";
export type { Scheduler, SchedulerOptions } from "./scheduler-handle.js";
export { type Scope, scope, suppressed } from "./scope.js";
export { Source } from "./source.js";
export { StacklessTask } from "./stackless-task.js";
export { type Notify, notify } from "./sync/notify.js";
export { type Semaphore, type SemaphorePermit, semaphore } from "./sync/semaphore.js";
export type { Body, ForgottenStar, ResultOf, Steps, Task, TaskOptions } from "./task-handle.js";
export { type Interval, interval } from "./time/interval.js";
export { abortable, deadline, timeout } from "./time/limit.js";
export { sleep, sleepUntil } from "./time/sleep.js";
export { type ChromeEvent, type ChromeTrace, toChromeTrace } from "./trace/chrome-trace.js";
export { startTrace, type Trace, type TraceEvent, type TraceKind, type TraceOptions } from "./trace/tracer.js";
export { type Waiter, WaitList } from "./waiter.js";
export { waitsBehind } from "./waits-behind.js";
export { yieldNow } from "./yield-now.js";
