/**
 * An independent account of what a small program can do, written for plainness: it executes every interleaving of
 * single instructions one by one, and computes happens-before of each from scratch, as the closure of its edges.
 * It shares no code with the engine.
 */

import { BASE, DIGITS } from "./interpreter.js";
import type { Instruction, SmallProgram } from "./small-program.js";

interface Event {
  readonly thread: number;
  readonly word: number;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly atomic: boolean;
  /** The value it left in the word. */
  readonly value: number;
  /** Bit set of the events that happen before it, closed. */
  readonly before: number;
}

interface ThreadState {
  at: number;
  results: number;
  last: number;
  skip: boolean;
  rounds: number;
  /** How many events there were when it last looked in an endless spin loop, or -1. */
  looked: number;
  /** The word it waits on, or -1. */
  waiting: number;
  woken: boolean;
  /** Bit set of events that happen before its next one. */
  past: number;
}

interface State {
  readonly words: number[];
  /** For each word: threads that wait, in order. */
  readonly queues: number[][];
  /** For each word: events that changed its queue. */
  readonly sections: number[];
  readonly threads: ThreadState[];
  readonly events: Event[];
}

export interface Reference {
  readonly outcomes: ReadonlySet<string>;
  readonly races: boolean;
  readonly interleavings: number;
}

export class Explorer {
  private readonly program: SmallProgram;
  private readonly timeouts: boolean;
  private readonly outcomes: Set<string> = new Set();
  private races = false;
  private interleavings = 0;

  constructor(program: SmallProgram, timeouts: boolean) {
    this.program = program;
    this.timeouts = timeouts;
  }

  /** Executes all interleavings, or returns undefined if they are more than `limit`. */
  explore(limit: number): Reference | undefined {
    const words = new Array<number>(this.program.words).fill(0);
    const threads = this.program.threads.map(() => ({
      at: 0,
      results: 1,
      last: -1,
      skip: false,
      rounds: 0,
      looked: -1,
      waiting: -1,
      woken: false,
      past: 0,
    }));
    this.visit({ words, queues: words.map(() => []), sections: words.map(() => 0), threads, events: [] }, limit);
    if (this.interleavings > limit) return undefined;
    return { outcomes: this.outcomes, races: this.races, interleavings: this.interleavings };
  }

  private visit(state: State, limit: number): void {
    if (this.interleavings > limit) return;
    state.threads.forEach((thread, id) => {
      this.passSkips(thread, id);
    });
    const able = state.threads.map((_, id) => id).filter((id) => this.canStep(state, id));
    if (able.length === 0) this.finish(state);
    for (const id of able) {
      for (const outcome of this.outcomesOf(state, id)) {
        const next = structuredCopy(state);
        this.step(next, id, outcome);
        this.visit(next, limit);
      }
    }
  }

  private passSkips(thread: ThreadState, id: number): void {
    const list = this.program.threads[id]!;
    for (;;) {
      const instruction = list[thread.at];
      if (instruction === undefined) return;
      if (thread.skip) thread.skip = false;
      else if (instruction.op === "skip") thread.skip = thread.last === instruction.value;
      else return;
      thread.at++;
    }
  }

  private instruction(state: State, id: number): Instruction | undefined {
    return this.program.threads[id]![state.threads[id]!.at];
  }

  private canStep(state: State, id: number): boolean {
    const thread = state.threads[id]!;
    const instruction = this.instruction(state, id);
    if (instruction === undefined) return false;
    if (thread.waiting >= 0) return thread.woken || (this.timeouts && instruction.op === "wait" && instruction.timed);
    if (instruction.op === "spin" && instruction.rounds === Number.POSITIVE_INFINITY) {
      const since = thread.looked < 0 ? undefined : state.events.slice(thread.looked);
      return since === undefined || since.some(({ word, writes }) => writes && word === instruction.word);
    }
    return true;
  }

  private finish(state: State): void {
    this.interleavings++;
    const stuck = state.threads.map((_, id) => this.instruction(state, id)).filter((left) => left !== undefined);
    if (stuck.some(({ op }) => op === "spin")) this.outcomes.add("!livelock");
    else if (stuck.length > 0) this.outcomes.add("!deadlock");
    else this.outcomes.add(JSON.stringify([state.threads.map(({ results }) => results), state.words]));
  }

  /** Lists the results an instruction can have: choices, or the values that a racy read may see. */
  private outcomesOf(state: State, id: number): number[] {
    const instruction = this.instruction(state, id)!;
    if (instruction.op === "choose") return Array.from({ length: instruction.count }, (_, i) => i);
    if (instruction.op !== "read" || !this.program.racy || instruction.word !== 0) return [-1];
    return [...new Set(this.visibleTo(state, state.threads[id]!.past))];
  }

  private visibleTo(state: State, past: number): number[] {
    const writes = state.events
      .map((event, at) => ({ ...event, at }))
      .filter(({ word, writes }) => word === 0 && writes);
    const seen = (at: number): boolean => (past & (1 << at)) !== 0;
    const visible = writes.filter(
      (write) => !writes.some((later) => seen(later.at) && (later.before & (1 << write.at)) !== 0),
    );
    const initial = writes.some(({ at }) => seen(at)) ? [] : [0];
    return [...initial, ...visible.map(({ value }) => value)];
  }

  private step(state: State, id: number, outcome: number): void {
    const thread = state.threads[id]!;
    const instruction = this.instruction(state, id)!;
    if (instruction.op === "wait") this.wait(state, id, instruction.word, instruction.expected);
    else if (instruction.op === "notify") this.notify(state, id, instruction.word, instruction.count);
    else if (instruction.op === "spin") this.spin(state, id, instruction.word, instruction.value, instruction.rounds);
    else {
      const result = instruction.op === "choose" ? outcome : this.access(state, id, instruction, outcome);
      if (result >= 0) note(thread, Math.min(result, 4));
      thread.at++;
    }
  }

  private access(state: State, id: number, instruction: Instruction, outcome: number): number {
    if (!("word" in instruction)) throw new Error("not an access");
    const { word } = instruction;
    const old = state.words[word]!;
    const [value, result] = effect(instruction, old);
    const reads = instruction.op !== "store" && instruction.op !== "write";
    const writes = value !== undefined;
    if (writes) state.words[word] = value;
    const atomic = instruction.op !== "read" && instruction.op !== "write";
    this.record(state, id, word, reads, writes, atomic);
    return instruction.op === "read" && outcome >= 0 ? outcome : result;
  }

  /** Adds an event, with its edges, and looks for races with what came before. */
  private record(state: State, id: number, word: number, reads: boolean, writes: boolean, atomic: boolean): void {
    const thread = state.threads[id]!;
    const { events } = state;
    let before = thread.past;
    if (reads && atomic) {
      const source = events.findLastIndex((event) => event.word === word && event.writes);
      if (source >= 0 && events[source]!.atomic) before |= events[source]!.before | (1 << source);
    }
    const racing = events.some(
      (event, at) =>
        event.word === word &&
        event.thread !== id &&
        (event.writes || writes) &&
        !(event.atomic && atomic) &&
        (thread.past & (1 << at)) === 0 &&
        (before & (1 << at)) === 0,
    );
    if (racing && !(this.program.racy && word === 0)) this.races = true;
    events.push({ thread: id, word, reads, writes, atomic, value: state.words[word]!, before });
    thread.past = before | (1 << (events.length - 1));
  }

  private wait(state: State, id: number, word: number, expected: number): void {
    const thread = state.threads[id]!;
    if (thread.waiting < 0) {
      this.record(state, id, word, true, false, true);
      if (state.words[word] !== expected) {
        note(thread, DIGITS["not-equal"]!);
        thread.at++;
        return;
      }
      this.section(state, id, word);
      state.queues[word]!.push(id);
      thread.waiting = word;
      return;
    }
    if (!thread.woken) {
      state.queues[word] = state.queues[word]!.filter((other) => other !== id);
      this.section(state, id, word);
    }
    note(thread, thread.woken ? DIGITS.ok! : DIGITS["timed-out"]!);
    thread.waiting = -1;
    thread.woken = false;
    thread.at++;
  }

  /** Enters the critical section of a word's list of waiters: it happens after all that entered before. */
  private section(state: State, id: number, word: number): void {
    const thread = state.threads[id]!;
    const before = thread.past | state.sections[word]!;
    const event = { thread: id, word: -1, reads: false, writes: false, atomic: true, value: 0, before };
    state.events.push(event);
    thread.past = before | (1 << (state.events.length - 1));
    state.sections[word] = thread.past;
  }

  private notify(state: State, id: number, word: number, count: number): void {
    const thread = state.threads[id]!;
    const woken = state.queues[word]!.splice(0, count);
    if (woken.length > 0) this.section(state, id, word);
    for (const other of woken) {
      state.threads[other]!.woken = true;
      state.threads[other]!.past |= thread.past;
    }
    note(thread, woken.length);
    thread.at++;
  }

  private spin(state: State, id: number, word: number, value: number, rounds: number): void {
    const thread = state.threads[id]!;
    this.record(state, id, word, true, false, true);
    const found = state.words[word] === value;
    if (!found && ++thread.rounds <= rounds) {
      thread.looked = rounds === Number.POSITIVE_INFINITY ? state.events.length : -1;
      return;
    }
    thread.looked = -1;
    note(thread, found ? 1 : 0);
    thread.rounds = 0;
    thread.at++;
  }
}

function note(thread: ThreadState, result: number): void {
  thread.last = result;
  thread.results = thread.results * BASE + result;
}

/** The value an access leaves (undefined if it writes nothing), and its result (-1 if it has none). */
function effect(instruction: Instruction, old: number): [number | undefined, number] {
  switch (instruction.op) {
    case "load":
    case "read":
      return [undefined, old];
    case "store":
    case "write":
      return [instruction.value, -1];
    case "add":
      return [old + instruction.value, old];
    case "exchange":
      return [instruction.value, old];
    case "cas":
      return [old === instruction.expected ? instruction.value : undefined, old];
    default:
      throw new Error(`no access: ${instruction.op}`);
  }
}

function structuredCopy(state: State): State {
  return {
    words: state.words.slice(),
    queues: state.queues.map((queue) => queue.slice()),
    sections: state.sections.slice(),
    threads: state.threads.map((thread) => ({ ...thread })),
    events: state.events.slice(),
  };
}
