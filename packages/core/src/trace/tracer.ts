/**
 * The tracer: a ring of the newest events of every scheduler of this thread. While none is started, an event costs one
 * null check. The things that a task waits for and receives are read from its state before and after each tick.
 */
import { badArgument } from "../misuse.js";
import { runUnder } from "../scheduler/observe.js";
import { running, runningTask, turn } from "../scheduler/running.js";
import { nameOf } from "../source/give-up.js";
import { DELIVERED, ENDED, IDLE, REJECTED } from "../task/flags.js";
import type { TaskCore } from "../task/task.js";

/** What can happen. `wake` says where the task was put: slot, queue or io. */
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
  /** What is sent to, received from or waited for; where a woken task was put; how a task ended. */
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

export class Tracer implements Trace {
  private readonly capacity: number;
  private readonly ring: TraceEvent[];
  private count: number;
  private readonly ids: WeakMap<TaskCore, number>;
  private lastId: number;
  /** For each task, what it waited for when it last stopped. */
  private readonly waits: WeakMap<TaskCore, string>;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.ring = [];
    this.count = 0;
    this.ids = new WeakMap();
    this.lastId = 0;
    this.waits = new WeakMap();
  }

  get lost(): number {
    return Math.max(0, this.count - this.capacity);
  }

  events(): TraceEvent[] {
    const first = this.count % this.capacity;
    return this.lost === 0 ? this.ring.slice() : [...this.ring.slice(first), ...this.ring.slice(0, first)];
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

  run(task: TaskCore): void {
    this.tickBegins(task);
    runUnder(task);
    this.tickEnds(task);
  }

  private tickBegins(task: TaskCore): void {
    this.record("tick", task, "");
    const wait = this.waits.get(task);
    if (wait === undefined) return;
    this.waits.delete(task);
    if ((task.flags & DELIVERED) !== 0) this.record("receive", task, wait);
  }

  private tickEnds(task: TaskCore): void {
    if ((task.flags & ENDED) !== 0) return;
    const source = task.waitingOn;
    if (source === null && (task.flags & IDLE) !== 0) this.record("wait", task, task.idleWait());
    else if (source === null) this.record("yield", task, "");
    else {
      const wait = nameOf(source);
      this.waits.set(task, wait);
      this.record("wait", task, wait);
    }
  }

  ended(task: TaskCore): void {
    this.record("exit", task, (task.flags & REJECTED) === 0 ? "completed" : task.status);
  }

  send(target: { describe(): string }): void {
    const task = runningTask();
    if (task !== null) this.record("send", task, nameOf(target));
  }

  receive(source: { describe(): string }): void {
    const task = runningTask();
    if (task !== null) this.record("receive", task, nameOf(source));
  }

  private record(kind: TraceKind, task: TaskCore, detail: string): void {
    const by = runningTask();
    const { scheduler } = task.ambient;
    this.ring[this.count++ % this.capacity] = {
      at: scheduler.loop.now(),
      kind,
      task: task.name,
      id: this.idOf(task),
      scheduler: scheduler.name,
      detail,
      by: by === null ? 0 : this.idOf(by),
    };
  }

  private idOf(task: TaskCore): number {
    let id = this.ids.get(task);
    if (id === undefined) {
      id = ++this.lastId;
      this.ids.set(task, id);
    }
    return id;
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
  const { capacity = 65_536 } = Object(options) as TraceOptions;
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw badArgument("the capacity of a trace", capacity, "a whole number of events from 1");
  }
  const tracer = new Tracer(capacity);
  running.tracer = tracer;
  turn.owner = null;
  return tracer;
}
