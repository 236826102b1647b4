/** One simulation: the body in a world of its own, one after the other. */
import { currentTask, type ResultOf } from "@mailslot/core";
import { checkKind, checkOptions } from "@mailslot/core/engine";
import { SimulationError } from "../errors.js";
import { readReplay } from "../schedule/replay.js";
import { checkWhole, type SimulationOptions, settingsOf, textOf } from "./options.js";
import { type Simulation, simulationOf } from "./simulation.js";
import { type Settings, World } from "./world.js";

/** What a simulation runs: a generator function, an async function, or a plain one. */
export type SimulationBody<R> = (simulation: Simulation) => R;

/** How one simulation runs. */
export interface SimulateOptions extends SimulationOptions {
  /** Runs the schedule of a failure again, as its report says. Default: none, the scheduler's own order. */
  readonly replay?: string;
}

/** The simulations that wait for each other, since they share what they replace of the platform. */
let last: Promise<unknown> = Promise.resolve();
/** The world that runs now. */
let present: World | null = null;

/**
 * Runs a program under virtual time: its tasks, actors and timers, and the platform's timers, `Date` and `Math.random`. Time
 * stands still while anything can run, and then jumps to the next timer; so an hour takes milliseconds. What the program starts
 * needs no option: the scheduler of the simulation is the default one. Returns what the body returns.
 *
 * Fails with what the body throws, or a task that is joined by none; and with a {@link SimulationError} when nothing can run any more
 * (`ERR_MAILSLOT_DEADLOCK`), when the program does not end (`ERR_MAILSLOT_ENDLESS`), waits for real time
 * (`ERR_MAILSLOT_REAL_TIME`), or leaves tasks or timers (`ERR_MAILSLOT_LEAK`). Simulations run one after the other.
 *
 * @example
 * ```ts
 * import { sleep } from "@mailslot/core";
 * import { simulate } from "@mailslot/testing";
 *
 * const passed = await simulate(function* (simulation) {
 *   yield* sleep(3_600_000);
 *   return simulation.now();
 * });
 * console.log(passed); // 3600000
 * ```
 */
export function simulate<R>(body: SimulationBody<R>): Promise<ResultOf<R>>;
export function simulate<R>(options: SimulateOptions, body: SimulationBody<R>): Promise<ResultOf<R>>;
export async function simulate(
  first: SimulateOptions | SimulationBody<unknown>,
  second?: SimulationBody<unknown>,
): Promise<unknown> {
  const [options, body] = given<SimulateOptions>("simulate", first, second);
  const { replay: text } = options;
  const replay = text === undefined ? null : readReplay(text);
  const settings = { ...settingsOf(options), chooser: replay?.chooser ?? null };
  const ended = await runOnce(replay === null ? settings : { ...settings, seed: replay.seed }, body);
  if (ended.failure !== null) throw ended.failure.error;
  return ended.value;
}

/** How a run has ended. */
export interface EndOfRun {
  readonly failure: { readonly error: unknown } | null;
  readonly value: unknown;
  readonly decisions: readonly number[];
}

/** Runs a body once, when those that were asked for before have ended. */
export function runOnce(settings: Settings, body: SimulationBody<unknown>): Promise<EndOfRun> {
  if (present !== null && isWithin(present)) throw nested();
  const turn = last.then(() => runNow(settings, body));
  last = turn.then(
    () => {},
    () => {},
  );
  return turn;
}

async function runNow(settings: Settings, body: SimulationBody<unknown>): Promise<EndOfRun> {
  checkWhole("the seed of a simulation", settings.seed, 0);
  const world = new World(settings);
  present = world;
  try {
    const result = await world.run(() => body(simulationOf(world)), textOf(body.name, "body"));
    return { failure: world.failure, value: result?.value, decisions: world.decisions };
  } finally {
    present = null;
  }
}

/** Tells options and body apart. Fails with `ERR_MAILSLOT_ARGUMENT` unless there is a body that can be run. */
export function given<O extends object>(
  name: string,
  first: O | SimulationBody<unknown>,
  second: SimulationBody<unknown> | undefined,
): [O | Record<string, never>, SimulationBody<unknown>] {
  const isAlone = typeof first === "function";
  if (!isAlone) checkOptions(`${name}()`, first);
  const body = isAlone ? first : second;
  checkKind(`the body given to ${name}()`, body ?? first, "call", "a function; options come before it");
  return [isAlone ? {} : first, body as SimulationBody<unknown>];
}

/** Whether a task of the world runs now, or a promise job that began in it. */
function isWithin(world: World): boolean {
  const task = currentTask() as { ambient?: { scheduler: unknown } } | null;
  return task?.ambient?.scheduler === world.scheduler || world.isWithin;
}

function nested(): SimulationError {
  return new SimulationError(
    "ERR_MAILSLOT_NESTED_SIMULATION",
    "simulate() was called inside a simulation, which would wait for itself: run one after the other",
  );
}
