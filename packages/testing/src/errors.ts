/** The errors of this package: what a simulation found, and programs that cannot be simulated. */
import { MailslotError } from "@mailslot/core";
import { isInstance } from "@mailslot/core/engine";

/** Every code an error of this package can have. */
export type TestingErrorCode =
  | "ERR_MAILSLOT_FOUND"
  | "ERR_MAILSLOT_DEADLOCK"
  | "ERR_MAILSLOT_ENDLESS"
  | "ERR_MAILSLOT_LEAK"
  | "ERR_MAILSLOT_REAL_TIME"
  | "ERR_MAILSLOT_EXPECTATION"
  | "ERR_MAILSLOT_NOT_LINEARIZABLE"
  | "ERR_MAILSLOT_NESTED_SIMULATION"
  | "ERR_MAILSLOT_NOT_REPLAYED";

/** Says what went wrong in a simulation, and what to do; see `code`. */
export class SimulationError extends MailslotError<TestingErrorCode> {
  override get name(): string {
    return "SimulationError";
  }
}

/** Says under which schedule a program failed, and how to replay it; code `ERR_MAILSLOT_FOUND`, the failure as `cause`. */
export class FoundError extends SimulationError {
  /** What replays the failure: `simulate({ replay }, body)`. */
  readonly replay: string;
  /** What replays it with as few switches between tasks as were found to be needed. */
  readonly shortest: string;
  /** How many schedules had passed before. */
  readonly passed: number;

  constructor(message: string, found: { replay: string; shortest: string; passed: number; cause: unknown }) {
    super("ERR_MAILSLOT_FOUND", message, { cause: found.cause });
    this.replay = found.replay;
    this.shortest = found.shortest;
    this.passed = found.passed;
    // Runners draw the difference between these two.
    if (!isInstance(found.cause, Error)) return; // what is not one may not even be readable
    const { actual, expected } = Object(found.cause) as { actual?: unknown; expected?: unknown };
    if (actual !== undefined || expected !== undefined) Object.assign(this, { actual, expected });
  }

  override get name(): string {
    return "FoundError";
  }
}
