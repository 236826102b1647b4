/**
 * The world of one simulation: a scheduler on a virtual event loop, made the default one, and the platform's timers and
 * randomness replaced, from `begin` to `end`. It drives the program until the body has ended or the program has failed.
 *
 * Invariants: `failure` is the first one, and is never replaced; after `end` nothing of the program runs any more.
 */
import { exchangeLastId, noteNames } from "@mailslot/actor/engine";
import { createScheduler, dump, type Scheduler, type Task, watchEnd } from "@mailslot/core";
import { badArgument, chooseNext, exchangeDefault, liveTasks } from "@mailslot/core/engine";
import { SimulationError } from "../errors.js";
import { deadlock } from "../report/deadlock.js";
import { escapedToRealTime } from "../report/escapes.js";
import { isEmpty, leak, type Remains } from "../report/leaks.js";
import { fakeTimers, notWaitedFor } from "../report/misuses.js";
import { type Chooser, decisionOf, PAUSE } from "../schedule/decisions.js";
import { AbortListeners } from "./abort-listeners.js";
import { endOwned, type Owned } from "./owned.js";
import { Platform } from "./platform.js";
import { PromiseWaits } from "./promise-waits.js";
import { randomOf, type SeededRandom } from "./random.js";
import { RealTime } from "./real-time.js";
import type { Watch } from "./rest.js";
import { endless, VirtualLoop } from "./virtual-loop.js";

/** How one simulation runs; every setting has its value. */
export interface Settings {
  readonly seed: number;
  readonly chooser: Chooser | null;
  readonly maxSteps: number;
  readonly leaks: boolean;
  readonly realTime: "fail" | "wait";
  readonly startTime: number;
}

/** The rounds in which what a program has left is ended, since ending one thing may start another. */
const ROUNDS_OF_TEARDOWN = 8;
const TIMERS_OF_TEARDOWN = 100;

export class World {
  readonly settings: Settings;
  readonly loop: VirtualLoop;
  readonly scheduler: Scheduler;
  readonly platform: Platform;
  /** Draws the random numbers of the program, and of its faults. */
  readonly random: SeededRandom;
  readonly decisions: number[];
  readonly watches: Set<Watch>;
  /** What is ended when the body has ended. */
  readonly owned: Owned[];
  failure: { readonly error: unknown } | null;
  private readonly realTime: RealTime;
  private readonly listeners: AbortListeners;
  private readonly waits: PromiseWaits;
  private names: ReturnType<typeof noteNames> | null;
  private lastActorBefore: number;
  private last: Task | null;
  private steps: number;
  private timersFired: number;
  private result: { readonly value: unknown } | null;
  private outer: Scheduler | null;
  /** Whether the program is being ended; what fails then does not count. */
  private ending: boolean;
  hasEnded: boolean;
  private endingSteps: number;

  constructor(settings: Settings) {
    const { seed, chooser, maxSteps, startTime } = settings;
    this.settings = settings;
    this.loop = new VirtualLoop(maxSteps * 4);
    this.random = randomOf(seed, 1);
    this.listeners = new AbortListeners();
    this.platform = new Platform(this.loop, randomOf(seed, 2), startTime, this.listeners);
    this.waits = new PromiseWaits();
    this.names = null;
    this.lastActorBefore = 0;
    this.scheduler = createScheduler({
      name: "simulation",
      loop: this.loop,
      // Under a chooser each operation is a place where another task may be chosen; without one, the numbers are the real ones.
      policy: chooser === null ? { clockInterval: 1 } : { clockInterval: 1, budget: 1 },
      onUnhandled: (error) => this.fail(error),
    });
    if (chooser !== null) chooseNext(this.scheduler, (runnable) => this.choose(chooser, runnable));
    this.decisions = [];
    this.watches = new Set();
    this.owned = [];
    this.failure = null;
    this.realTime = new RealTime();
    this.last = null;
    this.steps = 0;
    this.timersFired = 0;
    this.result = null;
    this.outer = null;
    this.ending = false;
    this.hasEnded = false;
    this.endingSteps = 0;
  }

  /** Runs `body` to its end and returns its value, or null when the simulation has failed. */
  async run(body: () => unknown, name: string): Promise<{ readonly value: unknown } | null> {
    this.begin();
    try {
      await this.realTime.within(async () => {
        this.start(body, name);
        await this.drive();
        if (this.failure === null) await this.leave();
        await this.tearDown();
      });
    } catch (error) {
      this.fail(error);
    } finally {
      this.ending = false;
      this.end();
    }
    return this.failure === null ? this.result : null;
  }

  /** Whether what runs now was begun by the program, where that is known. */
  get isWithin(): boolean {
    return this.realTime.isWithin;
  }

  fail(error: unknown): void {
    if (this.ending || this.failure !== null) return;
    const { used } = this.realTime;
    const mayHaveCaused = this.settings.realTime === "fail" && used.size > 0;
    this.failure = { error: mayHaveCaused ? this.escape([...used.keys()], error) : error };
    this.loop.onWork?.();
  }

  private begin(): void {
    this.outer = exchangeDefault(this.scheduler);
    this.platform.replace();
    this.waits.replace();
    this.names = noteNames();
    this.lastActorBefore = exchangeLastId(0);
  }

  private end(): void {
    this.hasEnded = true;
    this.names?.end();
    this.waits.restore();
    this.listeners.restore();
    exchangeLastId(this.lastActorBefore);
    const changed = this.platform.restore();
    exchangeDefault(this.outer as Scheduler);
    if (changed.length > 0) this.fail(fakeTimers(changed));
  }

  private start(body: () => unknown, name: string): void {
    const task = this.scheduler.go(body, { name });
    this.listeners.watchTasks(task);
    watchEnd(task, {
      ended: (outcome) => {
        if (outcome.status === "completed") this.result = { value: outcome.value };
        else this.fail(outcome.status === "failed" ? outcome.error : outcome.reason);
        return true;
      },
    });
  }

  private choose(chooser: Chooser, runnable: readonly Task[]): number {
    if (this.ending) return this.endingSteps++ < this.settings.maxSteps ? 0 : PAUSE;
    if (this.failure !== null) return PAUSE;
    const step = this.steps++;
    if (step >= this.settings.maxSteps) {
      this.fail(endless(`${step} ticks`));
      return PAUSE;
    }
    const current = this.last === null ? -1 : runnable.lastIndexOf(this.last);
    const index = chooser.choose({ runnable, current, step });
    if (index !== PAUSE && runnable[index] === undefined) {
      this.fail(badArgument("what a chooser chooses", index, `an index below ${runnable.length}, or -1`));
      return PAUSE;
    }
    this.decisions.push(decisionOf(index, current));
    if (index !== PAUSE) this.last = runnable[index] ?? null;
    return index;
  }

  private isOver(): boolean {
    return this.failure !== null;
  }

  private async drive(): Promise<void> {
    let jobs = false; // at the beginning there are none
    while (this.failure === null) {
      await this.loop.settle(() => this.isOver(), jobs);
      jobs = true;
      if (this.failure !== null || this.look() || this.hasUsedRealTime()) continue;
      if (this.result !== null) return;
      if (await this.waitsForRealTime()) continue;
      if (this.loop.nextTimer !== null) this.fireNext();
      else if (!this.giveUpWatches() && !(await this.outwaits(this.realTime.awaited())))
        this.fail(deadlock(dump(this.scheduler), this.waits.pending()));
    }
  }

  private fireNext(): void {
    const { maxSteps } = this.settings;
    if (this.timersFired++ < maxSteps) this.loop.fireNext();
    else this.fail(endless(`${maxSteps} timers, and ${Math.round(this.loop.time)} ms of virtual time`));
  }

  /** Whether one of those that look at rests has found what it waits for. */
  private look(): boolean {
    let found = false;
    for (const watch of this.watches)
      if (watch.isOver()) {
        this.watches.delete(watch);
        found = true;
      }
    return found;
  }

  /** Nothing will change any more: fails what still waits for a change; returns false when there is none. */
  private giveUpWatches(): boolean {
    const [first] = this.watches;
    if (first === undefined) return false;
    this.watches.delete(first);
    first.fail(
      new SimulationError(
        "ERR_MAILSLOT_EXPECTATION",
        `${first.describe()}: that never became true, and nothing is left to run`,
      ),
    );
    return true;
  }

  /** Waits until what has escaped to real time comes back; that it has escaped is a failure by default. */
  private async waitsForRealTime(): Promise<boolean> {
    return await this.outwaits(this.realTime.escaped());
  }

  /** Waits for these, if there are any, or reports them. */
  private async outwaits(escaped: readonly string[]): Promise<boolean> {
    if (escaped.length === 0) return false;
    if (this.settings.realTime === "fail") this.failEscaped(escaped);
    else await this.loop.promiseJobs();
    return true;
  }

  /** A request that was made is a failure even if it was answered at once: in another run it may not be. */
  private hasUsedRealTime(): boolean {
    const { used } = this.realTime;
    if (this.settings.realTime === "wait" || used.size === 0) return false;
    this.failEscaped([...used.keys()]);
    return true;
  }

  private failEscaped(kinds: readonly string[]): void {
    this.failure ??= { error: this.escape(kinds) };
  }

  /** Reports real time; `cause` is what has failed meanwhile, perhaps for it. */
  private escape(kinds: readonly string[], cause?: unknown): SimulationError {
    return escapedToRealTime(kinds, this.realTime.used, dump(this.scheduler), cause);
  }

  /** The body has ended well: ends what it owned, and looks for what it has left. */
  private async leave(): Promise<void> {
    for (const watch of this.watches) if (!watch.wasWaitedFor) this.fail(notWaitedFor(watch.describe()));
    await endOwned(this.owned, this.loop, () => this.isOver()); // user code may run here
    if (!this.settings.leaks || this.failure !== null) return;
    const remains = this.remains();
    if (!isEmpty(remains)) this.fail(leak(remains));
  }

  private remains(): Remains {
    return {
      tasks: dump(this.scheduler),
      timers: this.platform.pending.size,
      waits: this.waits.pending(),
      listeners: this.listeners.count(),
      names: this.names?.taken() ?? [],
    };
  }

  /** Ends what the program has left, so that nothing of it lives on beside the next one. */
  private async tearDown(): Promise<void> {
    this.ending = true;
    const isStuck = (): boolean => this.endingSteps >= this.settings.maxSteps;
    for (let round = 0; round < ROUNDS_OF_TEARDOWN && !isStuck(); round++) {
      const left = liveTasks(this.scheduler);
      if (left.length === 0) return;
      for (const task of left) task.cancel();
      await this.loop.settle(isStuck);
      for (let n = 0; n < TIMERS_OF_TEARDOWN && this.loop.nextTimer !== null && !isStuck(); n++) {
        this.loop.fireNext();
        await this.loop.settle(isStuck);
      }
    }
  }
}
