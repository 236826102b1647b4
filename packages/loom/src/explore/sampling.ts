/**
 * Sampling: one schedule after the other, each drawn at random. `random` draws every step; `pct` gives each thread a
 * random priority and lowers the running one's at a few random points (Burckhardt, Kothari, Musuvathi, Nagarakatte,
 * "A randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010).
 */

import type { Machine } from "../machine/machine.js";
import { READY } from "../machine/thread.js";
import { members } from "../machine/thread-set.js";
import { Random } from "./random.js";
import { CHOICE, type Move, RESULT, STEP, TIMEOUT } from "./schedule.js";
import type { Session } from "./session.js";

/** Picks the thread for each step of one schedule. */
interface Picker {
  begin(): void;
  pick(machine: Machine, at: number): number;
}

/** Executes schedules until a failure is found or enough have been drawn. */
export function sample(session: Session): void {
  const { settings } = session;
  const random = new Random(settings.seed);
  const picker = settings.mode === "pct" ? new Priorities(random, settings.depth) : new Uniform(random);
  const wanted = settings.maxExecutions;
  let machine = session.restart();
  for (let drawn = 0; drawn < wanted && !session.over; drawn++) {
    const moves = draw(session, machine, picker, random);
    if (machine.program.stale) machine = session.restart();
    else if (moves !== null) session.ended(machine, () => moves);
    machine.undo.rewind(0);
  }
}

/** Draws and executes one schedule; null when it is given up. */
function draw(session: Session, machine: Machine, picker: Picker, random: Random): Move[] | null {
  const moves: Move[] = [];
  picker.begin();
  machine.start();
  while (machine.fault === null) {
    if (machine.program.stale || machine.endless || session.tooLong(moves.length)) return null;
    if (machine.choosing !== null) moves.push(choose(machine, random));
    else if (machine.enabled === 0) break;
    else {
      moves.push(step(machine, picker.pick(machine, moves.length), random));
      session.steps++;
    }
    machine.settle();
  }
  return moves;
}

function choose(machine: Machine, random: Random): Move {
  const { choosing } = machine;
  const outcome = random.below(choosing!.node!.operation!.a as number);
  machine.chose(outcome);
  return { thread: choosing!.label, kind: CHOICE, outcome };
}

function step(machine: Machine, id: number, random: Random): Move {
  const thread = machine.threads[id]!;
  const timeout = thread.status !== READY;
  const mark = machine.undo.mark();
  machine.step(thread, 0);
  const { outcomes } = machine;
  const outcome = outcomes > 1 ? random.below(outcomes) : 0;
  if (outcome > 0) {
    machine.undo.rewind(mark);
    machine.step(thread, outcome);
  }
  return { thread: thread.label, kind: timeout ? TIMEOUT : outcomes > 1 ? RESULT : STEP, outcome };
}

class Uniform implements Picker {
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  begin(): void {}

  pick(machine: Machine): number {
    const ids = members(machine.enabled);
    return ids[this.random.below(ids.length)]!;
  }
}

class Priorities implements Picker {
  private readonly random: Random;
  private readonly depth: number;
  /** The longest schedule so far: change points are drawn from its length. */
  private longest = 20;
  private priorities: number[] = [];
  private changes: Set<number> = new Set();
  private lowered = 0;

  constructor(random: Random, depth: number) {
    this.random = random;
    this.depth = depth;
  }

  begin(): void {
    this.priorities = [];
    this.lowered = 0;
    this.changes = new Set();
    for (let i = 1; i < this.depth; i++) this.changes.add(this.random.below(this.longest));
  }

  pick(machine: Machine, at: number): number {
    this.longest = Math.max(this.longest, at + 1);
    let id = this.highest(machine.enabled);
    if (this.changes.has(at)) {
      this.priorities[id] = --this.lowered;
      id = this.highest(machine.enabled);
    }
    return id;
  }

  private highest(enabled: number): number {
    const ids = members(enabled);
    for (const id of ids) this.priorities[id] ??= 1 + this.random.below(1_000_000);
    return ids.reduce((best, id) => (this.priorities[id]! > this.priorities[best]! ? id : best));
  }
}
