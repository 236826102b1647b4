/**
 * The tracer: a ring of the newest events of every scheduler of this thread. While none is started, an event costs one
 * null check. The things that a task waits for and receives are read from its state before and after each tick.
 */
import { checkCount, checkOptions } from "../misuse.js";
import type { TaskWork } from "../scheduler/inspect.js";
import { runUnder } from "../scheduler/observe.js";
import { running, runningTask, turn } from "../scheduler/running.js";
import { nameOf } from "../source/give-up.js";
import { DELIVERED, ENDED, IDLE } from "../task/flags.js";
import type { Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";

/**
 * What can happen. `wake` says where the task was put: slot, queue or io. What is sent to an actor and what it receives are messages, with
 * their numbers, in traces of `startActorTrace` of `@mailslot/actor`.
 */
export type TraceKind = "spawn" | "wake" | "tick" | "send" | "receive" | "wait" | "yield" | "exit";

/** One event. */
export interface TraceEvent {
  /** Milliseconds by the clock of the scheduler. */
  readonly at: number;
  /** What has happened. */
  readonly kind: TraceKind;
  /** The name of the task that it happens to. */
  readonly task: string;
  /** The number of that task in this trace, from 1. */
  readonly id: number;
  /** Name of the scheduler. */
  readonly scheduler: string;
  /**
   * What is sent to, received from or waited for; where a woken task was put; how a task ended; of a tick, the message in the middle of which its
   * actor goes on. */
  readonly detail: string;
  /** For `spawn`, `wake` and `send`: the number of the task that did it; 0 outside. */
  readonly by: number;
}

/** A recording. */
export interface Trace {
  /** Returns what is kept, oldest first. */
  events(): TraceEvent[];
  /** How many older events were overwritten. */
  readonly lost: number;
  /** Stops recording; what is kept can still be read. */
  stop(): void;
}

/** A task in a trace. Its name is read when it is first shown, or at the end of the task, which forgets it. */
export class Traced {
  readonly by: Tracer;
  readonly id: number;
  readonly scheduler: string;
  /** What it waited for when it last stopped. */
  wait: string | null;
  private task: TaskCore | null;
  private read: string;

  constructor(by: Tracer, id: number, task: TaskCore) {
    this.by = by;
    this.id = id;
    this.scheduler = task.ambient.scheduler.name;
    this.wait = null;
    this.task = task;
    this.read = "";
  }

  get name(): string {
    const { task } = this;
    this.task = null;
    if (task !== null) this.read = task.name;
    return this.read;
  }
}

export class Tracer implements Trace {
  private readonly capacity: number;
  private count: number;
  // The ring, by columns: an object for each event would be promoted by every collection of young objects.
  private readonly times: number[];
  private readonly kinds: TraceKind[];
  private readonly tasks: Traced[];
  private readonly details: string[];
  private readonly doers: (Traced | null)[];
  private lastId: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.count = 0;
    this.times = [];
    this.kinds = [];
    this.tasks = [];
    this.details = [];
    this.doers = [];
    this.lastId = 0;
  }

  get lost(): number {
    return Math.max(0, this.count - this.capacity);
  }

  events(): TraceEvent[] {
    const events: TraceEvent[] = [];
    for (let n = this.lost; n < this.count; n++) {
      const index = n % this.capacity;
      const { name, id, scheduler } = this.tasks[index] as Traced;
      events.push({
        at: this.times[index] as number,
        kind: this.kinds[index] as TraceKind,
        task: name,
        id,
        scheduler,
        detail: this.details[index] as string,
        by: this.doers[index]?.id ?? 0,
      });
    }
    return events;
  }

  stop(): void {
    if (running.tracer === this) running.tracer = null;
  }

  spawn(task: TaskCore): void {
    this.record("spawn", task, "");
  }

  wake(task: TaskCore, where: "slot" | "queue" | "io"): void {
    this.record("wake", task, where);
  }

  run(task: TaskCore & { work?(): TaskWork }): number {
    const { wait } = this.record("tick", task, task.work?.().handling ?? "");
    if (wait !== null && (task.flags & DELIVERED) !== 0) this.record("receive", task, wait);
    runUnder(task);
    if ((task.flags & ENDED) === 0) this.stopped(task);
    return 0; // each tick is recorded by itself
  }

  private stopped(task: TaskCore): void {
    const source = task.waitingOn;
    const wait = source && nameOf(source);
    const detail = wait ?? ((task.flags & IDLE) === 0 ? null : task.idleWait());
    this.record(detail === null ? "yield" : "wait", task, detail ?? "").wait = wait;
  }

  ended(task: TaskCore): void {
    const { name } = this.record("exit", task, task.status);
    void name; // the last moment to read it
  }

  send(target: { describe(): string }): void {
    const task = runningTask();
    if (task !== null) this.record("send", task, nameOf(target));
  }

  receive(source: { describe(): string }): void {
    const task = runningTask();
    if (task !== null) this.record("receive", task, nameOf(source));
  }

  record(kind: TraceKind, task: TaskCore, detail: string): Traced {
    const by = runningTask();
    const traced = this.trace(task);
    const index = this.count++ % this.capacity;
    this.times[index] = task.ambient.scheduler.loop.now();
    this.kinds[index] = kind;
    this.tasks[index] = traced;
    this.details[index] = detail;
    this.doers[index] = by && this.trace(by);
    return traced;
  }

  private trace(task: TaskCore): Traced {
    const known = task.known?.traced as Traced | null | undefined;
    if (known?.by === this) return known;
    const traced = new Traced(this, ++this.lastId, task);
    task.extras().traced = traced;
    return traced;
  }
}

/** How to record. */
export interface TraceOptions {
  /** How many events to keep; the newest replace the oldest. Default: 65,536. */
  readonly capacity?: number;
}

/**
 * Starts to record what the schedulers of this thread do; a recording that was running stops. Fails with
 * `ERR_MAILSLOT_ARGUMENT` when the capacity is not a whole number above 0.
 *
 * @example
 * ```ts
 * import { go, startTrace } from "@mailslot/core";
 *
 * const trace = startTrace({ capacity: 1000 });
 * await go(() => 42, { name: "job" });
 * trace.stop();
 * console.log(trace.events().map(({ kind }) => kind).join()); // spawn,tick,exit
 * ```
 */
export function startTrace(options: TraceOptions = {}): Trace {
  if (DEBUG && options !== null) checkOptions("startTrace()", options);
  const { capacity = 65_536 } = Object(options) as TraceOptions;
  checkCount("the capacity of a trace", capacity);
  const tracer = new Tracer(capacity);
  running.tracer = tracer;
  turn.owner = null;
  return tracer;
}

/** Records an event of a task, if `trace` is running. */
export function traced(trace: Trace, kind: TraceKind, task: Task, detail: string): void {
  const tracer = trace as Tracer;
  if (running.tracer === tracer) tracer.record(kind, task as TaskCore, detail);
}
