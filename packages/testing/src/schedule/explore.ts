/** Exploring: a program under many schedules, until one fails; then that one, shortened, with what happened in it. */
import { startTrace, type TraceEvent } from "@mailslot/core";
import { badArgument, checkKind, isReadable, messageOf } from "@mailslot/core/engine";
import { FoundError, SimulationError } from "../errors.js";
import { columns } from "../report/columns.js";
import { checkWhole, type SimulationOptions, settingsOf } from "../simulation/options.js";
import { type EndOfRun, given, runOnce, type SimulationBody } from "../simulation/simulate.js";
import type { Settings } from "../simulation/world.js";
import { CheckedChooser } from "./checked.js";
import { type Chooser, Decided } from "./decisions.js";
import { pct } from "./pct.js";
import { randomWalk } from "./random-walk.js";
import { readReplay, replayOf, scheduleOf, scheduleRandom } from "./replay.js";
import { shorten } from "./shorten.js";
import type { ScheduleStrategy } from "./strategy.js";

/** How to explore the schedules of a program. */
export interface ExploreOptions extends SimulationOptions {
  /** How many schedules to run, at most. Default: 1,000; for an exhaustive strategy 100,000. */
  readonly runs?: number;
  /** How schedules are chosen; several take turns. Default: {@link randomWalk} and {@link pct}. */
  readonly strategy?: ScheduleStrategy | readonly ScheduleStrategy[];
  /** The seed of the first run; each run has the next. Default: 1, or what the variable `MAILSLOT_SEED` of the environment says. */
  readonly seed?: number;
  /** How often to run the program to shorten a schedule that fails. Default: 500. */
  readonly shorten?: number;
}

/** The result of an exploration that found no failure. */
export interface Explored {
  /** How many schedules have run. */
  readonly schedules: number;
  /** Whether every schedule was run. */
  readonly complete: boolean;
  /** The most ticks of one schedule. */
  readonly longest: number;
}

const EVENTS_TRACED = 20_000;

interface Environment {
  readonly MAILSLOT_SEED?: string;
  readonly MAILSLOT_REPLAY?: string;
}

const { process } = globalThis as { process?: { env?: Environment } };

/**
 * Runs a program, each time as {@link simulate} does, under many schedules that seeds decide: before each tick and at each operation
 * any runnable task may be chosen. At the first failure it stops, shortens the schedule, and fails with a {@link FoundError}: what
 * failed, what replays it, and what happened, a column for each task. With the variable `MAILSLOT_REPLAY` in the environment it runs
 * that schedule alone.
 *
 * @example
 * ```ts
 * import { yieldNow } from "@mailslot/core";
 * import { explore, type FoundError } from "@mailslot/testing";
 *
 * const found = await explore({ runs: 100 }, function* ({ own, scheduler }) {
 *   let hits = 0;
 *   function* hit() {
 *     const before = hits;
 *     yield* yieldNow();
 *     hits = before + 1; // what another has added meanwhile is lost
 *   }
 *   const [one, other] = [scheduler.go(hit), scheduler.go(hit)];
 *   yield* one;
 *   yield* other;
 *   if (hits !== 2) throw new Error(`${hits} hits`);
 * }).catch((error: FoundError) => error);
 * console.log(String(found).split("\n")[0]); // FoundError: 1 hits
 * ```
 */
export function explore(body: SimulationBody<unknown>): Promise<Explored>;
export function explore(options: ExploreOptions, body: SimulationBody<unknown>): Promise<Explored>;
export async function explore(
  first: ExploreOptions | SimulationBody<unknown>,
  second?: SimulationBody<unknown>,
): Promise<Explored> {
  const [options, body] = given<ExploreOptions>("explore", first, second);
  return await new Exploration(options, body).run();
}

class Exploration {
  private readonly body: SimulationBody<unknown>;
  private readonly settings: Omit<Settings, "chooser">;
  private readonly strategies: readonly ScheduleStrategy[];
  private readonly runs: number;
  private readonly attempts: number;
  private longest: number;

  constructor(options: ExploreOptions, body: SimulationBody<unknown>) {
    const {
      seed = Number(process?.env?.MAILSLOT_SEED ?? 1),
      strategy = [randomWalk(), pct()],
      runs: given,
      shorten: attempts = 500,
      maxSteps,
      leaks,
      realTime,
      startTime,
    } = options;
    this.strategies = strategiesOf(strategy);
    const isExhaustive = this.strategies.every(({ name }) => name === "exhaustive");
    const runs = given ?? (isExhaustive ? 100_000 : 1_000);
    checkWhole("the number of runs of explore()", runs, 1);
    checkWhole("shorten of explore()", attempts, 0);
    this.body = body;
    this.settings = settingsOf({ seed, maxSteps, leaks, realTime, startTime });
    this.runs = runs;
    this.attempts = attempts;
    this.longest = 0;
  }

  async run(): Promise<Explored> {
    const replay = process?.env?.MAILSLOT_REPLAY;
    if (replay !== undefined && replay !== "") return await this.replayAlone(replay);
    for (let index = 0; index < this.runs; index++) {
      const strategy = this.strategies[index % this.strategies.length] as ScheduleStrategy;
      const seed = this.settings.seed + index;
      const steps = this.longest || 64;
      const chooser = strategy.begin({ index, seed, steps, random: scheduleRandom(seed) });
      if (chooser !== null) checkKind("what begin() of a strategy returns", chooser, "choose", "a chooser, or null");
      if (chooser === null) return { schedules: index, complete: true, longest: this.longest };
      const checked = new CheckedChooser(strategy.name, chooser);
      const end = await this.once(seed, checked);
      if (checked.problem !== null) throw checked.problem.error;
      if (end.failure !== null)
        throw await this.found(end, replayOf(strategy, seed, steps, end.decisions), seed, index);
      this.longest = Math.max(this.longest, end.decisions.length);
    }
    return { schedules: this.runs, complete: false, longest: this.longest };
  }

  private async replayAlone(text: string): Promise<Explored> {
    const { seed, chooser } = readReplay(text);
    const { failure, decisions } = await this.once(seed, chooser);
    if (failure !== null) throw failure.error;
    return { schedules: 1, complete: false, longest: decisions.length };
  }

  private once(seed: number, chooser: Chooser): Promise<EndOfRun> {
    return runOnce({ ...this.settings, seed, chooser }, this.body);
  }

  private async found(end: EndOfRun, replay: string, seed: number, passed: number): Promise<Error> {
    const kind = kindOf(end);
    const again = await this.once(seed, new Decided(end.decisions));
    if (kindOf(again) !== kind) return notReplayed(end, replay);
    const best = await shorten(
      again.decisions,
      async (decisions) => {
        const shorter = await this.once(seed, new Decided(decisions));
        return kindOf(shorter) === kind ? shorter.decisions : null;
      },
      this.attempts,
    );
    const shortest = scheduleOf(seed, best);
    const [last, events] = await this.traced(seed, best);
    const cause = last.failure?.error ?? end.failure?.error;
    const message = [
      messageOf(cause),
      `  found by schedule ${passed + 1}; the same again: simulate({ replay: "${replay}" }, body)`,
      `  shortened to ${best.filter((each) => each !== 0).length} choices that matter, drawn below: simulate({ replay: "${shortest}" }, body)`,
      "",
      columns(events),
    ].join("\n");
    return new FoundError(message, { replay, shortest, passed, cause });
  }

  private async traced(seed: number, decisions: readonly number[]): Promise<[EndOfRun, TraceEvent[]]> {
    const trace = startTrace({ capacity: EVENTS_TRACED });
    try {
      return [await this.once(seed, new Decided(decisions)), trace.events()];
    } finally {
      trace.stop();
    }
  }
}

function strategiesOf(given: ScheduleStrategy | readonly ScheduleStrategy[]): readonly ScheduleStrategy[] {
  const all =
    isReadable(given) && Array.isArray(given) ? ([...given] as ScheduleStrategy[]) : [given as ScheduleStrategy];
  const want = "randomWalk(), pct(), exhaustive(), or several of them";
  if (all.length === 0) throw badArgument("the strategy of explore()", given, want);
  for (const each of all) checkKind("the strategy of explore()", each, "begin", want);
  return all;
}

/** What makes two failures the same one. */
function kindOf({ failure }: EndOfRun): string | null {
  if (failure === null) return null;
  try {
    const { name, code } = Object(failure.error) as { name?: unknown; code?: unknown }; // user code may run here
    return `${String(name)} ${String(code)}`;
  } catch {
    return "what cannot be read"; // a proxy that was revoked, for instance
  }
}

function notReplayed(end: EndOfRun, replay: string): SimulationError {
  return new SimulationError(
    "ERR_MAILSLOT_NOT_REPLAYED",
    `${messageOf(end.failure?.error)}\n  under ${replay}; but the same schedule does not fail again. The program depends on what no ` +
      "seed decides: variables outside the body that keep their values, real time, or the order of I/O",
    { cause: end.failure?.error },
  );
}
