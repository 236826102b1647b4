/**
 * Deliberate faults in the engine, as replacements of its source text, each of which the comparison with the reference
 * must notice. A fault that nothing notices means that the comparison is blind to it.
 */

export interface EngineFault {
  readonly name: string;
  /** The file under `src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const FAULTS: readonly EngineFault[] = [
  {
    name: "sleep sets never wake",
    file: "explore/dpor.ts",
    find: "if (dependsOnStep(this.machine, this.machine.threads[id]!)) left &= ~(1 << id);",
    replace: "",
  },
  {
    name: "a write does not race with earlier reads",
    file: "explore/step-order.ts",
    find: "if (!writes[i]) continue;\n      for (let rest = resource.readers; rest !== 0; rest &= rest - 1)\n        this.consider",
    replace: "for (let rest = 0; rest !== 0; rest &= rest - 1)\n        this.consider",
  },
  {
    name: "a race that has another race after it is not kept apart from it",
    file: "explore/step-order.ts",
    find: "this.frames[other]!.past[thread]! >= rival)) rivals.push(rival);",
    replace: "this.frames[other]!.past[thread]! < rival)) rivals.push(rival);",
  },
  {
    name: "races are reversed by the racing thread alone",
    file: "explore/wakeup-tree.ts",
    find: "if (i !== second && !frame.choice && frame.past[thread]! < first) steps.push(i);",
    replace: "",
  },
  {
    name: "a race counts as reversed when any thread sleeps",
    file: "explore/wakeup-tree.ts",
    find: "if (rest === 0) return -1;",
    replace: "if (sleep === 0) return -1;",
  },
  {
    name: "a sleeping thread counts as independent of every step",
    file: "explore/wakeup-tree.ts",
    find: "if (asleep[id]!.meets(other)) left &= ~(1 << id);",
    replace: "",
  },
  {
    name: "a branch of a wake-up tree counts as independent of every step",
    file: "explore/wakeup-tree.ts",
    find: "if (footprint === null || footprint.meets(this.footprintOf(step))) return DEPENDENT;",
    replace: "",
  },
  {
    name: "a branch of a wake-up tree stands for all results of its step",
    file: "explore/wakeup-tree.ts",
    find: "if (branch.outcome < 0 || step === this.second) return true;",
    replace: "if (branch.outcome < 9) return true;",
  },
  {
    name: "a settled race is never looked at again",
    file: "explore/dpor.ts",
    find: "this.unsettle(this.depth - 1);",
    replace: "",
  },
  {
    name: "a fault ends a schedule before other threads are tried",
    file: "explore/dpor.ts",
    find: "if (this.machine.fault !== null) this.tryOthers();",
    replace: "",
  },
  {
    name: "a faulty step that sleeps stands for what is independent of it",
    file: "explore/dpor.ts",
    find: "frame.faulty ? ANYTHING : frame.keep();",
    replace: "frame.keep();",
  },
  {
    name: "words of different width are the same word",
    file: "machine/memory.ts",
    find: "if (words[i]!.word === word) return words[i]!;",
    replace: "return words[i]!;",
  },
  {
    name: "the last alternative of a choice is not tried",
    file: "explore/depth-first.ts",
    find: "if (frame.outcome + 1 < frame.outcomes) {",
    replace: "if (frame.outcome + 2 < frame.outcomes) {",
  },
  {
    name: "a successful compare-exchange counts as a read",
    file: "machine/shared-step.ts",
    find: "access(machine, thread, operation, succeeds);",
    replace: "access(machine, thread, operation, false);",
  },
  {
    name: "a failed compare-exchange counts as a write",
    file: "machine/shared-step.ts",
    find: "access(machine, thread, operation, succeeds);",
    replace: "access(machine, thread, operation, true);",
  },
  {
    name: "a load does not acquire",
    file: "machine/shared-step.ts",
    find: "if (cell.sync !== null && cell.syncWord === word) machine.acquire(thread, cell.sync);",
    replace: "",
  },
  {
    name: "a store does not release",
    file: "machine/shared-step.ts",
    find: 'machine.undo.set(cell, "sync", released);',
    replace: "",
  },
  {
    name: "waiters are served last come, first served",
    file: "machine/shared-step.ts",
    find: '"queue", [...cell.queue, waiter]',
    replace: '"queue", [waiter, ...cell.queue]',
  },
  {
    name: "wait sleeps whatever the value is",
    file: "machine/shared-step.ts",
    find: 'if (operation.array![operation.index] !== operation.a) machine.give(thread, "not-equal");',
    replace: 'if (operation.array![operation.index] === undefined) machine.give(thread, "not-equal");',
  },
  {
    name: "notify wakes everybody",
    file: "machine/shared-step.ts",
    find: "Math.min(operation.a as number, cell.queue.length)",
    replace: "cell.queue.length",
  },
  {
    name: "a woken thread does not acquire",
    file: "machine/shared-step.ts",
    find: "  const bit = 1 << thread.id;\n  machine.acquire(thread, released);",
    replace: "  const bit = 1 << thread.id;",
  },
  {
    name: "the list of waiters is not a dependency",
    file: "machine/shared-step.ts",
    find: "  machine.touch(cell.queueResource, true);",
    replace: "",
  },
  {
    name: "a wait that does not sleep is independent of notifies",
    file: "machine/shared-step.ts",
    find: "if (operation.b !== 0) machine.touch(operation.cells[0]!.queueResource, true);",
    replace: "",
  },
  {
    name: "an old value in memory is not restored",
    file: "machine/write.ts",
    find: "machine.undo.element(array, operation.index, old);",
    replace: "",
  },
  {
    name: "a write does not wake spinning threads",
    file: "machine/write.ts",
    find: "if (machine.spinning !== 0) wakeSpinners(machine);",
    replace: "",
  },
  {
    name: "a spin loop that gives up counts as endless",
    file: "program/spin-probe.ts",
    find: "const ROUNDS = 1_000;",
    replace: "const ROUNDS = 1;",
  },
  {
    name: "a plain write does not race with earlier reads",
    file: "machine/races.ts",
    find: "if (write && reads[other]! > seen) return other;",
    replace: "",
  },
  {
    name: "an atomic access does not race with earlier plain writes",
    file: "machine/races.ts",
    find: "const other = cell.plain ? laterThan(cell.plainReads, cell.plainWrites, thread, write) : -1;",
    replace: "const other = cell.plain && write ? laterThan(cell.plainReads, cell.plainReads, thread, write) : -1;",
  },
  {
    name: "a racy read sees any value ever written",
    file: "machine/plain-access.ts",
    find: "if (overwrites && (later.thread === reader.id || precedes(later, reader.clock))) return true;",
    replace: "if (overwrites && later.thread === 99) return true;",
  },
  {
    name: "a racy read sees the newest value alone",
    file: "machine/plain-access.ts",
    find: "machine.outcomes = values.length;",
    replace: "machine.outcomes = 1;",
  },
  {
    name: "reading a plain write synchronises with an older atomic one",
    file: "machine/plain-access.ts",
    find: 'if (writes) machine.undo.set(cell, "sync", null);',
    replace: "",
  },
  {
    name: "a join does not acquire",
    file: "machine/machine.ts",
    find: "this.acquire(thread, tick(ended.clock, ended.id, ended.time));",
    replace: "",
  },
  {
    name: "a child does not start after its spawn",
    file: "machine/machine.ts",
    find: "parent === null ? thread.clock : this.release(parent);",
    replace: "thread.clock;",
  },
  {
    name: "states are told apart without the memory",
    file: "explore/state-key.ts",
    find: "for (const memory of machine.program.allMemories()) this.addMemory(memory);",
    replace: "",
  },
  {
    name: "a state seen with more preemptions counts as explored",
    file: "explore/state-key.ts",
    find: "if (known !== undefined && known <= spent) return true;",
    replace: "if (known !== undefined) return true;",
  },
  {
    name: "the bound allows one preemption less",
    file: "explore/exhaustive.ts",
    find: "return canGoOn && spent >= this.bound ? 1 << last : enabled;",
    replace: "return canGoOn && this.states !== undefined && spent + 1 >= this.bound ? 1 << last : enabled;",
  },
  {
    name: "a result that was seen before leads to the history seen last",
    file: "program/history.ts",
    find: "if (last !== null && Object.is(last.result, result)) return last;",
    replace: 'if (last !== null && typeof result === "number") return last;',
  },
];
