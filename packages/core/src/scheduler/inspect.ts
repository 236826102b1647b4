/** Inspects a scheduler from outside: its counters, and every live task. */

import { checkSchedulerGiven } from "../misuse.js";
import { giveUp, nameOf } from "../source/give-up.js";
import { PARKED } from "../task/flags.js";
import type { Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";
import { defaultScheduler } from "./go.js";
import type { Scheduler } from "./handle.js";
import type { LiveTasks } from "./live-tasks.js";
import { turn } from "./running.js";
import type { SchedulerCore } from "./scheduler.js";
import { tasksOf } from "./tasks-of.js";

/** The counts of a scheduler since it was made, and how full its queues are now. */
export interface SchedulerCounters {
  /** Entries from the event loop. */
  readonly turns: number;
  /** Tasks resumed. */
  readonly ticks: number;
  /** Ticks whose task came from the LIFO slot. */
  readonly slotTicks: number;
  /** Times that a task was put back because its budget was used up. */
  readonly forcedYields: number;
  /** Milliseconds spent in turns. */
  readonly busy: number;
  /** Tasks that have not ended. */
  readonly live: number;
  /** Tasks that are runnable now, by where they are. */
  readonly depth: { readonly slot: number; readonly queue: number; readonly io: number };
  /** Samples of how long a task waited at the back of the run queue: `samples[n]` of them under `microseconds[n]`. */
  readonly delay: { readonly microseconds: readonly number[]; readonly samples: readonly number[] };
}

/**
 * Returns the counters of `scheduler`; default: {@link defaultScheduler}.
 *
 * @example
 * ```ts
 * import { counters, createScheduler } from "@mailslot/core";
 *
 * const scheduler = createScheduler();
 * await scheduler.go(() => 42);
 * const { ticks, live } = counters(scheduler);
 * console.log(ticks, live); // 1 0
 * ```
 */
export function counters(scheduler: Scheduler = defaultScheduler()): SchedulerCounters {
  checkSchedulerGiven("counters", scheduler);
  const { counters, turn, lane, live } = scheduler as SchedulerCore;
  const { delays } = counters;
  return {
    turns: counters.turns,
    ticks: counters.ticks,
    slotTicks: counters.slotTicks,
    forcedYields: counters.forcedYields,
    busy: counters.busy,
    live: live.count,
    depth: { slot: turn.slot === null ? 0 : 1, queue: turn.length, io: lane.length },
    delay: { microseconds: delays.map((_, n) => 2 ** n), samples: [...delays] },
  };
}

/** A live task in a dump. */
export interface DumpedTask {
  /** The name of the task. */
  readonly name: string;
  /** Whether it waits for its tick, runs, or waits for something. */
  readonly status: "runnable" | "running" | "waiting";
  /** What it waits for; null when it does not wait. */
  readonly waitingFor: string | null;
  /** For how many milliseconds it has waited, as exact as the scheduler's last look at its clock; null when unknown. */
  readonly waitingMs: number | null;
  /** Whole milliseconds, rounded up, until time itself ends the wait, of a sleep or the outermost time limit; null for other waits. */
  readonly leftMs: number | null;
  /** The message or hook that an actor handles; null for none, and for other tasks. */
  readonly handling: string | null;
  /** For how many milliseconds it has handled that, if its handler has waited; else null. */
  readonly handlingMs: number | null;
  /** How many messages wait in the mailbox of an actor; null for other tasks. */
  readonly mailbox: number | null;
}

/** What a stackless task says of itself in dumps. */
export interface TaskWork {
  /** The name of what it is at; null for nothing. */
  readonly handling: string | null;
  /** How many messages wait for it. */
  readonly mailbox: number;
}

/**
 * Lists every live task of `scheduler` (default: {@link defaultScheduler}) with what it waits for, and since when.
 *
 * @example
 * ```ts
 * import { channel, createScheduler, dump, ManualEventLoop } from "@mailslot/core";
 *
 * const loop = new ManualEventLoop();
 * const scheduler = createScheduler({ loop });
 * scheduler.go(() => channel({ name: "jobs" }).recv(), { name: "worker" });
 * loop.run();
 * const [task] = dump(scheduler);
 * console.log(task?.name, task?.waitingFor); // worker recv on channel jobs
 * ```
 */
export function dump(scheduler: Scheduler = defaultScheduler()): DumpedTask[] {
  checkSchedulerGiven("dump", scheduler);
  const now = scheduler.loop.now();
  const { live } = scheduler as SchedulerCore;
  return tasksOf(scheduler as SchedulerCore).map((task) => dumped(task, live, now));
}

/**
 * Returns a dump as lines of text, longest wait first.
 *
 * @example
 * ```ts
 * import { channel, createScheduler, dumpText, ManualEventLoop } from "@mailslot/core";
 *
 * const loop = new ManualEventLoop();
 * const scheduler = createScheduler({ loop });
 * scheduler.go(() => channel({ name: "jobs" }).recv(), { name: "worker" });
 * loop.run();
 * console.log(dumpText(scheduler).split("\n")[1]?.trim()); // worker: waiting for recv on channel jobs, 0 ms
 * ```
 */
export function dumpText(scheduler: Scheduler = defaultScheduler()): string {
  const tasks = dump(scheduler).sort((a, b) => (b.waitingMs ?? -1) - (a.waitingMs ?? -1));
  const lines = tasks.map(({ name, status, waitingFor, waitingMs, leftMs, handling, handlingMs, mailbox }) => {
    const wait = said(" for ", waitingFor) + said(", ", waitingMs, " ms") + said(" (", leftMs, " ms left)");
    const work = said(", handles ", handling) + said(", ", handlingMs, " ms");
    return `  ${name}: ${status}${wait}${work}${said(", ", mailbox || null, " in its mailbox")}`;
  });
  return [`scheduler ${scheduler.name}: ${tasks.length} live tasks`, ...lines].join("\n");
}

function said(before: string, what: string | number | null, after = ""): string {
  return what === null ? "" : before + what + after;
}

/** Returns what a dump says of one live task. */
export function dumpTask(task: Task): DumpedTask {
  const core = task as TaskCore;
  const { live, loop } = core.ambient.scheduler as SchedulerCore;
  return dumped(core, live, loop.now());
}

/** Returns the tasks of `scheduler` that have not ended. */
export function liveTasks(scheduler: Scheduler): Task[] {
  checkSchedulerGiven("liveTasks", scheduler);
  return tasksOf(scheduler as SchedulerCore) as Task[];
}

/**
 * Takes a stackless task that never runs out of the register of its scheduler, so that it is collected when nobody holds it.
 * `listTask` must put it back before it ends.
 */
export function unlistTask(task: Task): void {
  const core = task as TaskCore;
  (core.ambient.scheduler as SchedulerCore).live.remove(core);
}

/** Puts a task back into the register of its scheduler, from which its end takes it out. */
export function listTask(task: Task): void {
  const core = task as TaskCore;
  const { live } = core.ambient.scheduler as SchedulerCore;
  live.add(core);
  live.enter(core);
}

/** Gives up what a task waits for, and throws `error` into its body there; returns false when it waits for no source. */
export function failWait(task: Task, error: unknown): boolean {
  const core = task as TaskCore;
  const source = core.waitingOn;
  if (source === null) return false;
  core.flags &= ~PARKED;
  giveUp(source, core, core.ambient.scheduler); // user code may run here
  core.fail(error);
  return true;
}

/** When the tasks of each register began the work in the middle of which they wait, by their index. */
const begins = /* @__PURE__ */ new WeakMap<LiveTasks<TaskCore>, number[]>();

/** Notes that a stackless task, inside whose tick we are, begins to wait in the middle of its work. */
export function workBegan(task: Task): void {
  const live = turn.live as LiveTasks<TaskCore>;
  let times = begins.get(live);
  if (times === undefined) begins.set(live, (times = []));
  times[(task as TaskCore).index] = turn.clock;
}

/** Returns for how many milliseconds a task has been at the work that it has noted. */
export function workMs(task: Task): number {
  const { live, loop } = (task as TaskCore).ambient.scheduler as SchedulerCore;
  return workTime(task as TaskCore, live, loop.now());
}

function workTime({ index }: TaskCore, live: LiveTasks<TaskCore>, now: number): number {
  return sinceThen(begins.get(live)?.[index] ?? 0, now);
}

/** Returns the milliseconds from `then`, which is modulo 2^32, until now. */
function sinceThen(then: number, now: number): number {
  return (Math.floor(now) - then) >>> 0;
}

function dumped(task: TaskCore & { work?(): TaskWork }, live: LiveTasks<TaskCore>, now: number): DumpedTask {
  const status = task.status as DumpedTask["status"];
  const source = task.waitingOn;
  const { handling, mailbox } = task.work?.() ?? { handling: null, mailbox: null };
  const handlingMs = handling === null || status === "running" ? null : workTime(task, live, now);
  const isIdle = status === "waiting";
  return {
    name: task.name,
    status,
    waitingFor: source === null ? (isIdle ? task.idleWait() : null) : nameOf(source),
    waitingMs: source === null ? (isIdle ? handlingMs : null) : sinceThen(live.waits[task.index] as number, now),
    leftMs: leftOf(source as Timed | null, now),
    handling,
    handlingMs,
    mailbox,
  };
}

/** What time ends by itself, such as a sleep, says until when it waits; a limit has that from its time. */
interface Timed {
  readonly until?: number;
  readonly limit?: Timed;
}

/** Of limits within limits, the outermost counts. */
function leftOf(source: Timed | null, now: number): number | null {
  const until = source?.limit?.until ?? source?.until ?? -1;
  return until >= 0 && until < Number.POSITIVE_INFINITY ? Math.max(0, Math.ceil(until - now)) : null;
}
