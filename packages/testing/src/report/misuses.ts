/** The reports of mistakes in a test itself. */
import { SimulationError } from "../errors.js";

export function notWaitedFor(what: string): SimulationError {
  return new SimulationError(
    "ERR_MAILSLOT_EXPECTATION",
    `${what}: the body has ended, and nothing has waited for that: write "yield*" or "await" before the call`,
  );
}

export function fakeTimers(names: readonly string[]): SimulationError {
  return new SimulationError(
    "ERR_MAILSLOT_REAL_TIME",
    `${names.join(", ")} were replaced during the simulation, by the fake timers of a test runner for instance: a ` +
      "simulation has its own timers: remove that call",
  );
}
