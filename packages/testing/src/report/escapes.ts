/** The report of a program that has left virtual time: what it did, where, and what its tasks wait for. */
import type { DumpedTask } from "@mailslot/core";
import { SimulationError } from "../errors.js";
import { useOf } from "../simulation/real-time.js";
import { taskLines } from "./deadlock.js";

/** `places` says where the program did what is of a kind, as far as that is known; `cause` what failed before this was noticed. */
export function escapedToRealTime(
  kinds: readonly string[],
  places: ReadonlyMap<string, string | null>,
  dumped: readonly DumpedTask[],
  cause?: unknown,
): SimulationError {
  const tasks = dumped.filter(({ waitingFor }) => waitingFor !== null);
  const uses = new Set(kinds.map((kind) => useOf(kind) + (places.get(kind) ? ` at ${places.get(kind)}` : "")));
  return new SimulationError(
    "ERR_MAILSLOT_REAL_TIME",
    `the program uses real time, which no seed decides: ${[...uses].join(", ")}. Replace it with a test double, such as ` +
      'memoryNetwork() of @mailslot/io for sockets, or set realTime: "wait"; runs may then differ' +
      (tasks.length === 0 ? "" : `. Its tasks:\n${taskLines(tasks).join("\n")}`),
    cause === undefined ? undefined : { cause },
  );
}
