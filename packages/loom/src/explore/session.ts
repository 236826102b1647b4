/** The bookkeeping of one exploration, whatever its mode: limits, counts, outcomes, and the first failure. */

import { now } from "../globals/natives.js";
import { inspection } from "../machine/inspection.js";
import { Machine, type MachineSettings } from "../machine/machine.js";
import * as status from "../machine/thread.js";
import type { Settings } from "../options.js";
import { Program } from "../program/program.js";
import { type Fault, fault, textOf } from "../report/failure.js";
import { formatSchedule, type Move } from "./schedule.js";

const CHECK_CLOCK_EVERY = 1_024;

export class Session {
  readonly program: Program;
  readonly settings: Settings;
  readonly machineSettings: MachineSettings;
  executions = 0;
  redundant = 0;
  steps = 0;
  /** Why the exploration is not complete, if it is not. */
  cut: string | null = null;
  fault: Fault | null = null;
  schedule = "";
  outcomes: Map<string, number> = new Map();
  private machine: Machine | null = null;
  private readonly started = now();
  private ticks = 0;

  constructor(body: () => unknown, settings: Settings, everyAccess: boolean) {
    this.program = new Program(body, settings.maxHistories);
    this.settings = settings;
    this.machineSettings = { timeouts: settings.timeouts, everyAccess, maxLocal: settings.maxSteps };
  }

  /** Makes a machine at the start of the program; tells the program to forget what has become stale. */
  fresh(): Machine {
    this.machine?.undo.rewind(0);
    this.program.refresh();
    this.machine = new Machine(this.program, this.machineSettings);
    return this.machine;
  }

  /** Makes a machine for exploring from the start; what was counted before does not count. */
  restart(): Machine {
    this.executions = 0;
    this.redundant = 0;
    this.outcomes = new Map();
    this.fault = null;
    return this.fresh();
  }

  get milliseconds(): number {
    return now() - this.started;
  }

  /** Tells whether the exploration has to stop: a failure was found, or a limit reached. */
  get over(): boolean {
    if (this.fault !== null && !this.settings.keepGoing) return true;
    if (this.executions >= this.settings.maxExecutions) this.cutShort(`${this.executions} executions were made`);
    else if (++this.ticks % CHECK_CLOCK_EVERY === 0 && this.milliseconds > this.settings.maxSeconds * 1_000) {
      this.cutShort(`${this.settings.maxSeconds} seconds had passed (maxSeconds)`);
    } else return false;
    return true;
  }

  cutShort(reason: string): void {
    this.cut ??= reason;
  }

  /** Tells whether a schedule of this length is given up; notes that the exploration is then not complete. */
  tooLong(length: number): boolean {
    if (length <= this.settings.maxSteps) return false;
    this.cutShort(
      `a schedule had more than ${this.settings.maxSteps} steps (maxSteps): does a loop spin without pause?`,
    );
    return true;
  }

  /** Notes the end of a schedule: all threads have ended, none can go on, or a fault was found. */
  ended(machine: Machine, moves: () => Move[]): void {
    this.executions++;
    this.program.purge(machine.threads.map(({ node }) => node));
    const found = machine.fault ?? standstill(machine);
    if (found === null) this.count(outcomeOf(machine));
    else {
      if (this.settings.keepGoing) this.count(`!${found.kind}`);
      if (this.fault !== null) return;
      this.fault = found;
      this.schedule = formatSchedule(moves(), this.machineSettings.everyAccess);
    }
  }

  private count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

/** Writes what the model's function returned as JSON. It may be a view of the model's memory, or have no JSON. */
function outcomeOf(machine: Machine): string {
  const value = machine.threads[0]!.node!.value;
  let text: string | undefined;
  inspection.during(() => {
    try {
      text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner));
    } catch (error) {
      text = `no JSON: ${textOf(error).split("\n", 1)[0]}`;
    }
  });
  return text ?? "undefined";
}

/** Says why no thread can go on, if one of them has not ended. */
function standstill(machine: Machine): Fault | null {
  if (machine.alive === 0) return null;
  const stuck = machine.threads.filter(({ status: at }) => at !== status.DONE && at !== status.UNBORN);
  const list = stuck.map((thread) => `${thread.name} ${describe(thread)}`).join("; ");
  if (machine.spinning !== 0) {
    return fault("livelock", `Some threads spin for ever on words that no thread will change: ${list}`);
  }
  const hidden = stuck.some(({ waitTimed, status: at }) => at === status.WAITING && waitTimed);
  const hint = hidden ? ". A time-out would end this, but the wake-up itself was lost (see the option timeouts)" : "";
  return fault("deadlock", `No thread can go on: ${list}${hint}`);
}

function describe(thread: status.VirtualThread): string {
  switch (thread.status) {
    case status.WAITING:
      return "is in Atomics.wait";
    case status.JOINING:
      return `joins ${thread.joined!.name}`;
    case status.SPINNING:
      return "spins";
    default:
      return "has an unanswered waitAsync";
  }
}
