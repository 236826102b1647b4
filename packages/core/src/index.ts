/// <reference lib="esnext.disposable" preserve="true" />
/** The public names of @mailslot/core. */
export { drain, recvMany } from "./channel/batch.js";
export { type Broadcast, type BroadcastReceiver, broadcast } from "./channel/broadcast.js";
export { channel } from "./channel/channel.js";
export type { Channel, Receiver, Sender } from "./channel/ends.js";
export { sending } from "./channel/lazy-send.js";
export { type Oneshot, oneshot } from "./channel/oneshot.js";
export type { ChannelOptions, Overflow } from "./channel/options.js";
export { type Permit, reserve, tryReserve } from "./channel/permit.js";
export { type Watch, type WatchReceiver, watch } from "./channel/watch.js";
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
export { type EventLoop, hostEventLoop } from "./host/event-loop.js";
export { ManualEventLoop } from "./host/manual-event-loop.js";
export { all } from "./patterns/all.js";
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  CircuitOpenError,
  circuitBreaker,
} from "./patterns/circuit-breaker.js";
export { closeScheduler } from "./patterns/close-scheduler.js";
export { type ForEachBody, type ForEachOptions, forEach } from "./patterns/for-each.js";
export type { Member, MemberValue } from "./patterns/members.js";
export { once } from "./patterns/once.js";
export { race } from "./patterns/race.js";
export { type RateLimiter, type RateLimiterOptions, rateLimiter } from "./patterns/rate-limiter.js";
export { type RetryOptions, retry } from "./patterns/retry.js";
export { shielded } from "./patterns/shielded.js";
export { waitFor } from "./patterns/wait-for.js";
export { pipeToChannel, toReadableStream, toWritableStream } from "./patterns/web/streams.js";
export { whenClosed } from "./patterns/when-closed.js";
export { withLocal } from "./patterns/with-local.js";
export { type WithPermitOptions, withPermit } from "./patterns/with-permit.js";
export { defaultPolicy, type Policy } from "./policy.js";
export { createScheduler } from "./scheduler/create.js";
export { currentScheduler, currentTask, defaultScheduler, go } from "./scheduler/go.js";
export type { Scheduler, SchedulerOptions } from "./scheduler/handle.js";
export {
  counters,
  type DumpedTask,
  dump,
  dumpText,
  type SchedulerCounters,
  type TaskWork,
} from "./scheduler/inspect.js";
export { type Observers, observe, type TaskHooks } from "./scheduler/observe.js";
export { orClosed } from "./source/closed.js";
export { CompactSource } from "./source/compact-source.js";
export { fromPromise } from "./source/from-promise.js";
export { mapped } from "./source/mapped.js";
export { type NotReady, notReady, type Operation, type Wait } from "./source/operation.js";
export { QueuedSource } from "./source/queued-source.js";
export { Source } from "./source/source.js";
export { type Waiter, WaitList } from "./source/waiter.js";
export { waitsBehind } from "./source/waits-behind.js";
export { type Notify, notify } from "./sync/notify.js";
export { type Semaphore, type SemaphorePermit, semaphore } from "./sync/semaphore.js";
export type { ContextCarrier } from "./task/ambient.js";
export type { TaskOutcome } from "./task/end.js";
export { type EndWatcher, reportFailure, watchEnd } from "./task/end.js";
export type { Body, ForgottenStar, ResultOf, Steps, Task, TaskOptions } from "./task/handle.js";
export { type TaskLocal, taskLocal } from "./task/local.js";
export { type Scope, scope, suppressed } from "./task/scope.js";
export { StacklessTask } from "./task/stackless-task.js";
export { yieldNow } from "./task/yield-now.js";
export { type Interval, interval } from "./time/interval.js";
export { abortable, deadline, timeout } from "./time/limit.js";
export { sleep, sleepUntil } from "./time/sleep.js";
export { type ChromeEvent, type ChromeTrace, toChromeTrace } from "./trace/chrome-trace.js";
export { startTrace, type Trace, type TraceEvent, type TraceKind, type TraceOptions } from "./trace/tracer.js";
