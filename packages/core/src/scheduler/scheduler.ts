/**
 * The scheduler: which task runs next, and for how long before promise jobs and the event loop have their turn.
 * Order of every choice: the LIFO slot (within its cap), the I/O lane (within its cap), the run queue, the inject
 * queue; each `queueInterval` ticks the inject queue first. All numbers are in `policy.ts`.
 *
 * Invariants: a runnable task is in exactly one of slot, queue, io and inject; while one is there, a turn runs or is
 * requested; `turning` holds only inside `turn`. See docs/decisions/0023-turns.md.
 */

import type { EventLoop } from "../host/event-loop.js";
import type { Policy } from "../policy.js";
import { Ambient } from "../task/ambient.js";
import { configure } from "../task/apply-options.js";
import { CANCELLED, OBSERVED, REJECTED } from "../task/flags.js";
import type { Body, ResultOf, Task, TaskOptions } from "../task/handle.js";
import { nowRunnable, nowRunning } from "../task/one-place.js";
import { type AnyBody, TaskCore } from "../task/task.js";
import { tick } from "../task/tick.js";
import type { TimerWheel } from "../time/timer-wheel.js";
import { Counters } from "./counters.js";
import { Failures } from "./failures.js";
import type { Scheduler } from "./handle.js";
import { InjectQueue } from "./inject-queue.js";
import { LiveTasks, NOBODY } from "./live-tasks.js";
import { LongTicks } from "./long-ticks.js";
import type { Observer } from "./observe.js";
import { RunQueue } from "./run-queue.js";
import { running, runningTask } from "./running.js";
import { reportUnhandled } from "./unhandled.js";

export class SchedulerCore implements Scheduler {
  readonly name: string;
  readonly policy: Policy;
  readonly loop: EventLoop;
  readonly counters: Counters;
  readonly live: LiveTasks<TaskCore>;
  readonly queue: RunQueue;
  readonly inject: InjectQueue;
  /** Tasks woken by I/O or timers. */
  readonly lane: InjectQueue;
  /** Made by the first timer, so that a program without timers does not carry them. */
  timers: TimerWheel | null;
  /** Set by `observe`. */
  observer: Observer | null;
  onUnhandled: (error: unknown, task: Task | null) => void;
  /** The index of the task in the LIFO slot. */
  private slot: number;
  private root: Ambient;
  private slotRun: number;
  private laneRun: number;
  /** Whether a turn runs. */
  turning: boolean;
  private requested: boolean;
  private inIo: boolean;
  private readonly longTicks: LongTicks;
  private polledAt: number;
  readonly failures: Failures;
  private readonly turn: () => void;
  private readonly polledTurn: () => void;

  constructor(name: string, loop: EventLoop, policy: Policy) {
    this.name = name;
    this.policy = policy;
    this.loop = loop;
    this.counters = new Counters();
    this.live = new LiveTasks();
    this.inject = new InjectQueue();
    this.lane = new InjectQueue();
    this.queue = new RunQueue(this.policy.queueSlots, this.live, this.inject);
    this.timers = null;
    this.observer = null;
    this.onUnhandled = reportUnhandled;
    this.slot = NOBODY;
    this.root = new Ambient(this, null, null);
    this.slotRun = 0;
    this.laneRun = 0;
    this.turning = false;
    this.requested = false;
    this.inIo = false;
    this.longTicks = new LongTicks(policy);
    this.polledAt = Number.NEGATIVE_INFINITY;
    this.failures = new Failures(this);
    this.turn = () => this.takeTurn();
    this.polledTurn = () => {
      this.polledAt = this.loop.now();
      this.takeTurn();
    };
  }

  go<R>(body: Body<R>, options?: Omit<TaskOptions, "scheduler">): Task<ResultOf<R>> {
    return this.spawn(body as AnyBody, options) as unknown as Task<ResultOf<R>>;
  }

  spawn(body: AnyBody, options?: Omit<TaskOptions, "scheduler">): TaskCore {
    const task = new TaskCore(body, this.ambient());
    if (options !== undefined) configure(task, options);
    this.live.add(task);
    this.announce(task);
    this.requeue(task);
    return task;
  }

  private announce(task: TaskCore): void {
    if (running.tracer !== null) running.tracer.spawn(task);
    if (this.observer !== null) this.observer.spawned(task);
  }

  /** Registers a task that is not runnable yet. */
  enroll(task: TaskCore): void {
    this.live.add(task);
    this.announce(task);
  }

  /** Returns the things that a task spawned at this moment inherits. */
  ambient(): Ambient {
    const ambient = this.inherited(runningTask()?.ambient ?? this.root);
    return this.observer === null ? ambient : this.observer.capture(ambient);
  }

  private inherited(parent: Ambient): Ambient {
    if (parent.scheduler === this) return parent;
    return parent.locals === null ? this.root : new Ambient(this, parent.locals, null);
  }

  io(callback: () => void): void {
    const outer = this.inIo;
    this.inIo = true;
    try {
      callback();
    } finally {
      this.inIo = outer;
    }
  }

  /** Makes a task runnable because what it waited for has completed. */
  wake(task: TaskCore): void {
    if (DEBUG) nowRunnable(task);
    if (running.tracer !== null) running.tracer.wake(task, this.turning ? "slot" : this.inIo ? "io" : "inject");
    if (this.turning) {
      const previous = this.slot;
      this.slot = task.index;
      if (previous !== NOBODY) this.queue.push(previous);
    } else this.wakeFromOutside(task);
  }

  /** Puts a new or withdrawn task at the back of the queue. */
  requeue(task: TaskCore): void {
    if (DEBUG) nowRunnable(task);
    if (this.turning) this.queue.push(task.index);
    else this.wakeFromOutside(task);
  }

  giveWay(task: TaskCore): void {
    if (DEBUG) nowRunnable(task);
    this.counters.forcedYields++;
    if (running.tracer !== null) running.tracer.wake(task, "queue");
    this.queue.push(task.index);
  }

  private wakeFromOutside(task: TaskCore): void {
    (this.inIo ? this.lane : this.inject).push(task);
    this.request();
  }

  /** How many tasks wait for a tick. */
  get runnable(): number {
    return this.inSlot + this.queue.length + this.inject.length + this.lane.length;
  }

  /** How many tasks are in the LIFO slot. */
  get inSlot(): number {
    return this.slot === NOBODY ? 0 : 1;
  }

  /** Forgets a task that has ended. */
  retire(task: TaskCore): void {
    if (running.tracer !== null) running.tracer.ended(task);
    if (this.observer !== null) this.observer.ended(task);
    if ((task.flags & (REJECTED | CANCELLED | OBSERVED)) === REJECTED) this.failures.add(task);
    if (running.index === task.index && running.live === this.live) running.index = NOBODY;
    this.live.remove(task);
  }

  /** Reports an error that user code threw where no task can see it. */
  reportThrown(what: string, error: unknown): void {
    this.failures.addThrown(what, error);
  }

  private request(): void {
    if (this.requested || this.turning) return;
    this.requested = true;
    // Turns that follow each other through promise jobs alone would keep the host from ever polling. What I/O wakes has its
    // turn when the host has reported everything that was ready: one turn for all of it, not one for each.
    if (this.inIo || this.loop.now() - this.polledAt >= this.policy.slice) this.loop.afterPoll(this.polledTurn);
    else this.loop.soon(this.turn);
  }

  private takeTurn(): void {
    if (this.turning) return; // a task drives the manual event loop of its own scheduler
    const { live, budget } = running;
    const interrupted = runningTask();
    if (interrupted !== null) running.interrupted.push(interrupted);
    const started = this.loop.now();
    this.live.clock = Math.floor(started);
    this.turning = true;
    running.live = this.live;
    try {
      this.runTasks(started);
    } finally {
      this.turning = false;
      this.requested = false;
      running.live = live;
      if (interrupted !== null) running.interrupted.pop();
      running.index = interrupted !== null && live.has(interrupted) ? interrupted.index : NOBODY;
      running.budget = budget;
      if (this.runnable > 0) this.request();
      this.counters.turned(this.loop.now() - started);
    }
  }

  /** Runs tasks until there are none or the burst is over. */
  private runTasks(started: number): void {
    const { burst, queueInterval } = this.policy;
    // From the first tick of a turn the clock is read after 1, 2, 4, … ticks, up to the interval: so a few long ticks
    // are noticed at once, and many short ones cost no clock.
    let interval = 1;
    let remaining = 1;
    let last = started;
    for (let task = this.pick(); task !== null; task = this.pick()) {
      this.run(task);
      if (--remaining > 0) continue;
      const now = this.loop.now();
      this.live.clock = Math.floor(now);
      this.counters.ticks += interval;
      this.counters.sample(now, this.queue);
      const isLong = this.longTicks.noteDuration(now - last, interval);
      this.runInjected(); // also at the end of a burst, so that ticks which outlast one do not starve the inject queue
      if (now - started >= burst) return;
      interval = isLong ? 1 : Math.min(interval * 2, queueInterval);
      remaining = interval;
      last = now;
    }
    this.counters.ticks += interval - remaining;
  }

  private runInjected(): void {
    const injected = this.inject.shift();
    if (injected === null) return;
    this.counters.ticks++;
    this.run(injected);
  }

  private run(task: TaskCore): void {
    if (DEBUG) nowRunning(task);
    running.index = task.index;
    running.budget = this.policy.budget;
    const observer = running.tracer ?? this.observer;
    if (observer === null) tick(task);
    else observer.run(task);
  }

  private pick(): TaskCore | null {
    const { slot } = this;
    if (slot === NOBODY) return this.pickQueued();
    this.slot = NOBODY;
    if (this.slotRun < this.policy.slotCap) {
      this.slotRun++;
      return this.live.at(slot);
    }
    this.queue.push(slot);
    return this.pickQueued();
  }

  private pickQueued(): TaskCore | null {
    this.counters.slotTicks += this.slotRun;
    this.slotRun = 0;
    if (this.lane.length > 0 && this.laneRun < this.policy.ioCap) {
      this.laneRun++;
      return this.lane.shift();
    }
    this.laneRun = 0;
    return this.queue.shift() ?? this.refill();
  }

  /** Moves a batch of the inject queue into the run queue, and returns its first task. */
  private refill(): TaskCore | null {
    const first = this.inject.shift();
    if (first === null) return this.lane.shift();
    for (let n = Math.min(this.inject.length, this.policy.queueSlots >> 1); n > 0; n--) {
      this.queue.push((this.inject.shift() as TaskCore).index);
    }
    return first;
  }
}
