/** Executes one given schedule, and records its steps. */

import { ModelError } from "../errors.js";
import type { Machine } from "../machine/machine.js";
import { READY } from "../machine/thread.js";
import type { Failure, Fault } from "../report/failure.js";
import { Trace } from "../report/trace.js";
import { CHOICE, type Move, parseSchedule, TIMEOUT } from "./schedule.js";
import type { Session } from "./session.js";

/** Executes the moves; when they are used up, goes on with as few switches as possible. Returns the moves made. */
export function follow(session: Session, machine: Machine, moves: readonly Move[]): Move[] {
  const made: Move[] = [];
  machine.start();
  for (let at = 0; machine.fault === null && !machine.endless && !machine.program.stale; at++) {
    if (machine.choosing === null && machine.enabled === 0) break;
    if (session.tooLong(made.length)) break;
    const move = moves[at] ?? fallback(machine, made.at(-1));
    execute(machine, move, at);
    made.push(move);
    session.steps++;
  }
  return made;
}

function execute(machine: Machine, move: Move, at: number): void {
  const thread = machine.threads.find(({ label }) => label === move.thread);
  const misfit = (why: string): ModelError =>
    new ModelError("ERR_LOOM_SCHEDULE", `The schedule does not fit this program: at move ${at + 1}, ${why}`);
  if (thread === undefined) throw misfit(`there is no thread ${move.thread}`);
  if (machine.choosing !== null) {
    if (move.kind !== CHOICE || machine.choosing !== thread)
      throw misfit(`thread ${machine.choosing.name} has to choose`);
    machine.chose(move.outcome);
  } else {
    if (move.kind === CHOICE) throw misfit(`thread ${thread.name} has nothing to choose`);
    if ((machine.enabled & (1 << thread.id)) === 0) throw misfit(`thread ${thread.name} cannot take a step`);
    if ((thread.status !== READY) !== (move.kind === TIMEOUT)) throw misfit(`thread ${thread.name} does not stand so`);
    machine.step(thread, move.outcome);
  }
  machine.settle();
}

function fallback(machine: Machine, last: Move | undefined): Move {
  const { choosing, threads, enabled } = machine;
  if (choosing !== null) return { thread: choosing.label, kind: CHOICE, outcome: 0 };
  const same = threads.find(({ id, label }) => label === last?.thread && (enabled & (1 << id)) !== 0);
  const thread = same ?? threads.find(({ id }) => (enabled & (1 << id)) !== 0)!;
  return { thread: thread.label, kind: thread.status === READY ? "" : TIMEOUT, outcome: 0 };
}

/** Walks a schedule once more and tells its steps. */
export function failureOf(session: Session, schedule: string, found: Fault): Failure {
  const { moves } = parseSchedule(schedule);
  const { machine, trace, preemptions } = walk(session, moves);
  const failing = machine.threads.find(({ label }) => label === (machine.fault ?? found).thread);
  if (machine.fault?.kind === "data race" && failing !== undefined) trace.failedAt(failing);
  return { ...found, schedule, preemptions, steps: trace.steps(), threads: session.program.allThreads() };
}

function walk(session: Session, moves: readonly Move[]): { machine: Machine; trace: Trace; preemptions: number } {
  const machine = session.fresh();
  const trace = new Trace(machine);
  machine.start();
  let preemptions = 0;
  let last = -1;
  moves.forEach((move, at) => {
    const id = machine.threads.find(({ label }) => label === move.thread)?.id ?? -1;
    if (machine.choosing === null) {
      if (last >= 0 && last !== id && (machine.ready & (1 << last)) !== 0) preemptions++;
      last = id;
    }
    execute(machine, move, at);
  });
  return { machine, trace, preemptions };
}
