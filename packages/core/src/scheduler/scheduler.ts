/**
 * The scheduler: which task runs next, and for how long before promise jobs and the event loop have their turn.
 * Order of every choice: the LIFO slot (within its cap), the I/O lane (within its cap), the run queue. All numbers are in
 * `policy.ts`.
 *
 * Invariants: a runnable task is in exactly one of slot, queue and lane; while one is there, a turn runs or is
 * requested; `turning` holds only inside `takeTurn`. See docs/decisions/0023-turns.md and 0029-the-turn.md.
 */

import { messageOf, UnhandledTaskError } from "../errors.js";
import type { EventLoop } from "../host/event-loop.js";
import { checkFunction, checkOptions } from "../misuse.js";
import type { Policy } from "../policy.js";
import { Ambient } from "../task/ambient.js";
import { configure } from "../task/apply-options.js";
import { CANCELLED, OBSERVED, REJECTED } from "../task/flags.js";
import type { Body, ResultOf, Task, TaskOptions } from "../task/handle.js";
import { nowRunnable, nowRunning } from "../task/one-place.js";
import { asBody, type Frame } from "../task/steps.js";
import { type AnyBody, TaskCore } from "../task/task.js";
import { tick } from "../task/tick.js";
import type { TimerWheel } from "../time/timer-wheel.js";
import { Counters } from "./counters.js";
import { Failures } from "./failures.js";
import type { Scheduler } from "./handle.js";
import { LiveTasks } from "./live-tasks.js";
import { LongTicks } from "./long-ticks.js";
import type { Observer } from "./observe.js";
import { exchangeTurn, running, runningTask } from "./running.js";
import { Turn } from "./turn.js";
import { reportUnhandled } from "./unhandled.js";

export class SchedulerCore implements Scheduler {
  readonly name: string;
  readonly policy: Policy;
  readonly loop: EventLoop;
  readonly counters: Counters;
  readonly live: LiveTasks<TaskCore>;
  /** What each tick writes: the slot, the run queue, and the task that runs. */
  turn: Turn;
  /** The I/O lane: tasks woken by I/O or timers, in the queue of a turn that is never taken. */
  lane: Turn;
  /** Made by the first timer, so that a program without timers does not carry them. */
  timers: TimerWheel | null;
  /** Set by `observe`. */
  observer: Observer | null;
  onUnhandled: (error: unknown, task: Task | null) => void;
  private root: Ambient;
  /** As in the policy, but a number that goes down when one is taken away. */
  private readonly slotCap: number;
  /** Whether a turn runs. */
  turning: boolean;
  private requested: boolean;
  private inIo: boolean;
  private readonly longTicks: LongTicks;
  private polledAt: number;
  readonly failures: Failures;
  private readonly soonTurn: () => void;
  private readonly polledTurn: () => void;

  constructor(name: string, loop: EventLoop, policy: Policy) {
    this.name = name;
    this.policy = policy;
    this.loop = loop;
    this.counters = new Counters();
    this.live = new LiveTasks();
    this.turn = new Turn(this.live, null);
    this.slotCap = Math.min(policy.slotCap, 2 ** 30);
    this.turn.slotLeft = this.slotCap;
    this.lane = new Turn(null, null);
    this.timers = null;
    this.observer = null;
    this.onUnhandled = reportUnhandled;
    this.root = new Ambient(this, null, null);
    this.turning = false;
    this.requested = false;
    this.inIo = false;
    this.longTicks = new LongTicks();
    this.polledAt = Number.NEGATIVE_INFINITY;
    this.failures = new Failures(this);
    this.soonTurn = () => this.takeTurn();
    this.polledTurn = () => {
      this.polledAt = this.loop.now();
      this.takeTurn();
    };
  }

  go<R>(body: Body<R>, options?: Omit<TaskOptions, "scheduler">): Task<ResultOf<R>> {
    const runs = asBody(body);
    if (DEBUG && options !== undefined) checkOptions("go()", options);
    return this.spawn(runs, options) as unknown as Task<ResultOf<R>>;
  }

  spawn(body: AnyBody | Frame, options?: Omit<TaskOptions, "scheduler">): TaskCore {
    if (options === undefined) return this.spawnIn(this.inherited(), body);
    const task = new TaskCore(body, this.ambient());
    configure(task, options);
    this.enroll(task);
    this.requeue(task);
    return task;
  }

  /** Starts a task with what it inherits, to which the carrier of context adds. */
  spawnIn(inherited: Ambient, body: AnyBody | Frame): TaskCore {
    const { observer } = this;
    const task = new TaskCore(body, observer === null ? inherited : observer.capture(inherited));
    this.enroll(task);
    this.requeue(task);
    return task;
  }

  /** Registers a task that is not runnable yet. */
  enroll(task: TaskCore): void {
    this.live.add(task);
    if (this.observer !== null) this.live.enter(task); // a hook may look for it, and it is in no queue yet
    this.announce(task);
  }

  /** Tells the tracer and the hooks of a new task. */
  announce(task: TaskCore): void {
    if (running.tracer !== null) running.tracer.spawn(task);
    this.observer?.spawned(task);
  }

  /** Returns the things that a task spawned at this moment inherits. */
  ambient(): Ambient {
    const ambient = this.inherited();
    return this.observer === null ? ambient : this.observer.capture(ambient);
  }

  private inherited(): Ambient {
    const parent = runningTask()?.ambient ?? this.root;
    if (parent.scheduler === this) return parent;
    return parent.locals === null ? this.root : new Ambient(this, parent.locals, null);
  }

  io(callback: () => void): void {
    if (DEBUG) checkFunction("the callback given to io()", callback);
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
    if (running.tracer !== null) running.tracer.wake(task, this.turning ? "slot" : this.inIo ? "io" : "queue");
    if (this.turning) this.turn.wake(task);
    else this.wakeFromOutside(task);
  }

  /** Puts a new or withdrawn task at the back of the queue. */
  requeue(task: TaskCore): void {
    if (DEBUG) nowRunnable(task);
    // Compared, since V8 does not know that a field is a boolean, and tests for each of the values that count as false.
    if (this.turning === true) this.turn.push(task);
    else this.wakeFromOutside(task);
  }

  giveWay(task: TaskCore): void {
    if (DEBUG) nowRunnable(task);
    this.counters.forcedYields++;
    if (running.tracer !== null) running.tracer.wake(task, "queue");
    this.turn.push(task);
  }

  private wakeFromOutside(task: TaskCore): void {
    (this.inIo ? this.lane : this.turn).push(task);
    this.request();
  }

  /** How many tasks wait for a tick. */
  get runnable(): number {
    return (this.turn.slot === null ? 0 : 1) + this.turn.length + this.lane.length;
  }

  /** Forgets a task that has ended. */
  retire(task: TaskCore): void {
    if (running.tracer !== null) running.tracer.ended(task);
    if (this.observer !== null) this.observer.ended(task);
    if ((task.flags & (REJECTED | CANCELLED | OBSERVED)) === REJECTED) this.failures.add(task);
    if (this.turn.task === task) this.turn.task = null;
    this.live.remove(task);
  }

  toJSON(): string {
    return `scheduler ${this.name}`;
  }

  /** Reports an error that user code threw where no task can see it. */
  reportThrown(what: string, error: unknown): void {
    const value = new UnhandledTaskError(`${what} threw: ${messageOf(error)}. Catch it there`, error);
    this.failures.add({ value, isObserved: () => false });
  }

  private request(): void {
    if (this.requested || this.turning) return;
    this.requested = true;
    // Turns that follow each other through promise jobs alone would keep the host from ever polling. What I/O wakes has its
    // turn when the host has reported everything that was ready: one turn for all of it, not one for each.
    if (this.inIo || this.loop.now() - this.polledAt >= this.policy.slice) this.loop.afterPoll(this.polledTurn);
    else this.loop.soon(this.soonTurn);
  }

  private takeTurn(): void {
    if (this.turning) return; // a task drives the manual event loop of its own scheduler
    const started = this.loop.now();
    const interrupted = runningTask();
    if (interrupted !== null) running.interrupted.push(interrupted);
    const turn = this.turn.next();
    turn.clock = Math.floor(started);
    this.turn = turn;
    this.turning = true;
    if (!DEBUG && running.tracer === null) turn.owner = this;
    const outer = exchangeTurn(turn);
    try {
      this.runTasks(turn, started);
    } finally {
      exchangeTurn(outer);
      turn.task = null;
      turn.owner = null;
      turn.ended = null;
      this.turning = false;
      this.requested = false;
      if (interrupted !== null) running.interrupted.pop();
      if (this.runnable > 0) this.request();
      this.counters.turned(this.loop.now() - started);
    }
  }

  /** Begins the tick of the task that is next, and returns it; null if there is none. */
  begin(turn: Turn): TaskCore | null {
    let task = turn.slot;
    if (task === null || turn.slotLeft === 0) task = this.takeOther(turn);
    else {
      turn.slot = null;
      turn.slotLeft--;
    }
    if (task === null) return null;
    if (DEBUG) nowRunning(task);
    turn.task = task;
    turn.budget = this.policy.budget;
    return task;
  }

  private takeOther(turn: Turn): TaskCore | null {
    const { lane, slotCap } = this;
    const { slot, slotLeft } = turn;
    if (slot !== null) {
      turn.slot = null;
      turn.push(slot);
    }
    if (slotLeft !== slotCap) {
      this.counters.slotTicks += slotCap - slotLeft;
      turn.slotLeft = slotCap;
    }
    if (lane.length > 0 && turn.laneRun < this.policy.ioCap) {
      turn.laneRun++;
      return lane.shift();
    }
    turn.laneRun = 0;
    return turn.shift() ?? lane.shift();
  }

  /** Runs tasks until there are none or the burst is over. */
  private runTasks(turn: Turn, started: number): void {
    const { burst, clockInterval } = this.policy;
    const { counters } = this;
    // From the first tick of a turn the clock is read after 1, 2, 4, … ticks, up to the interval: so a few long ticks
    // are noticed at once, and many short ones cost no clock.
    let interval = 1;
    let remaining = 1;
    let last = started;
    for (;;) {
      const task = this.begin(turn);
      if (task === null) break;
      const observer = running.tracer ?? this.observer;
      if (observer === null) tick(task);
      else remaining -= observer.run(task, remaining - 1);
      if (--remaining > 0) continue;
      const now = this.loop.now();
      turn.clock = Math.floor(now);
      counters.ticks += interval;
      counters.sample(now, turn);
      const isLong = this.longTicks.noteDuration(now - last, interval, this.policy);
      if (now - started >= burst) {
        remaining = interval;
        break;
      }
      interval = isLong ? 1 : Math.min(interval * 2, clockInterval);
      remaining = interval;
      last = now;
    }
    counters.ticks += interval - remaining;
  }
}
