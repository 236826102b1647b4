/**
 * A scheduler that is told which task runs next: with all runnable tasks in one list, in place of slot, lane and queue. It is
 * a turn of another class, so a scheduler that chooses for itself pays nothing. See docs/decisions/0340-the-choice.md.
 *
 * Invariants: slot and queue are empty, and so is the lane; `put - taken` is the length of the list.
 */
import { badArgument, checkKind } from "../misuse.js";
import type { Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";
import type { Scheduler } from "./handle.js";
import type { SchedulerCore } from "./scheduler.js";
import { Turn } from "./turn.js";

/** Returns the index of the task to run next, of those runnable, oldest first; or -1 to let promise jobs and timers go first. */
export type Choose = (runnable: readonly Task[]) => number;

/** What the turns of one scheduler share. */
interface Choices {
  readonly scheduler: SchedulerCore;
  readonly choose: Choose;
  readonly runnable: TaskCore[];
  /** The tasks that have given way and not run since. */
  readonly gaveWay: Set<TaskCore>;
}

class ChosenTurn extends Turn {
  private readonly choices: Choices;
  private left: number;

  constructor(choices: Choices) {
    super(choices.scheduler.live, choices.scheduler.turn);
    this.choices = choices;
    this.left = 0;
    // With a budget of 1, a task gives way before each operation: so another may be chosen there.
    if (choices.scheduler.policy.budget === 1) Object.defineProperty(this, "budget", EACH_OPERATION);
  }

  override next(): Turn {
    return new ChosenTurn(this.choices);
  }

  /** Begins a tick, or counts an operation in it: one that has given way goes on with the operation. */
  count(left: number): void {
    const { gaveWay } = this.choices;
    const task = this.task as TaskCore;
    if (left > 0) this.left = gaveWay.delete(task) ? 1 : 0;
    else this.left = left;
    if (left < 0) gaveWay.add(task);
  }

  get operationsLeft(): number {
    return this.left;
  }

  override wake(task: TaskCore): void {
    this.push(task);
  }

  override push(task: TaskCore): void {
    this.choices.runnable.push(task);
    this.put = (this.put + 1) | 0;
  }

  override shift(): TaskCore | null {
    const { runnable } = this.choices;
    if (runnable.length === 0) return null;
    const at = this.ask();
    if (at === -1) return null;
    this.taken = (this.taken + 1) | 0;
    return runnable.splice(at, 1)[0] as TaskCore;
  }

  override remove(task: TaskCore): boolean {
    const { gaveWay, runnable } = this.choices;
    const at = runnable.indexOf(task);
    if (at === -1) return false;
    runnable.splice(at, 1);
    gaveWay.delete(task);
    this.taken = (this.taken + 1) | 0;
    return true;
  }

  override all(): readonly TaskCore[] {
    return this.choices.runnable;
  }

  /** A choice that fails is reported, and the oldest task runs. */
  private ask(): number {
    const { choose, runnable, scheduler } = this.choices;
    try {
      const at = choose(runnable as readonly Task[]); // user code runs here
      if (at === -1 || runnable[at] !== undefined) return at;
      throw badArgument("the choice of the next task", at, `an index below ${runnable.length}, or -1`);
    } catch (error) {
      scheduler.reportThrown("choice of the next task", error);
      return 0;
    }
  }
}

const EACH_OPERATION: PropertyDescriptor & ThisType<ChosenTurn> = {
  get() {
    return this.operationsLeft;
  },
  set(left: number) {
    this.count(left);
  },
};

/** The lane of such a scheduler: what comes from I/O and timers is one choice among others. */
class NoLane extends Turn {
  private readonly scheduler: SchedulerCore;

  constructor(scheduler: SchedulerCore) {
    super(null, null);
    this.scheduler = scheduler;
  }

  override push(task: TaskCore): void {
    this.scheduler.turn.push(task);
  }
}

/**
 * Lets `choose` say which task `scheduler` runs next, in place of its own order; for tests that look for a schedule under which a
 * program fails. With a budget of 1 in its policy, each task gives way once before each operation. `choose` is called before each tick, with at least one task. What it throws, and an index that does not exist, is
 * reported to `onUnhandled`, and the oldest task runs. Fails with `ERR_MAILSLOT_ARGUMENT` when the scheduler has run tasks already.
 *
 * @example
 * ```ts
 * import { createScheduler, ManualEventLoop } from "@mailslot/core";
 * import { chooseNext } from "@mailslot/core/engine";
 *
 * const loop = new ManualEventLoop();
 * const scheduler = createScheduler({ loop });
 * chooseNext(scheduler, (runnable) => runnable.length - 1); // the newest first
 * for (const name of ["a", "b", "c"]) scheduler.go(() => console.log(name)); // c, then b, then a
 * loop.run();
 * ```
 */
export function chooseNext(scheduler: Scheduler, choose: Choose): void {
  checkKind("the scheduler given to chooseNext()", scheduler, "io", "a scheduler");
  if (typeof choose !== "function") throw badArgument("the choice of the next task", choose, "a function");
  const core = scheduler as SchedulerCore;
  if (core.turning || core.runnable > 0 || core.counters.ticks > 0)
    throw badArgument("the scheduler given to chooseNext()", scheduler.name, "one that has run no task yet");
  core.turn = new ChosenTurn({ scheduler: core, choose, runnable: [], gaveWay: new Set() });
  core.lane = new NoLane(core);
}
