/**
 * Executes one thread of a small program with whatever `Atomics` is at the time: the model's, or a worker's real one.
 */

import type { Instruction } from "./small-program.js";

/** Results are digits: what an instruction returned, or one of these for a word. */
export const DIGITS: Readonly<Record<string, number>> = { ok: 5, "not-equal": 6, "timed-out": 7 };
export const BASE = 8;

/** Executes the instructions; returns the row of results as one number in base 8, after a leading 1. */
export function execute(
  instructions: readonly Instruction[],
  words: Int32Array,
  choose: (count: number) => number,
): number {
  let results = 1;
  let last = -1;
  let skip = false;
  for (const instruction of instructions) {
    if (skip) {
      skip = false;
      continue;
    }
    if (instruction.op === "skip") {
      skip = last === instruction.value;
      continue;
    }
    const result = perform(instruction, words, choose);
    if (result === undefined) continue;
    last = typeof result === "string" ? DIGITS[result]! : Math.min(result, 4);
    results = results * BASE + last;
  }
  return results;
}

type Result = number | string | undefined;

function perform(instruction: Instruction, words: Int32Array, choose: (count: number) => number): Result {
  switch (instruction.op) {
    case "load":
      return Atomics.load(words, instruction.word);
    case "read":
      return words[instruction.word];
    case "store":
      Atomics.store(words, instruction.word, instruction.value);
      return undefined;
    case "write":
      words[instruction.word] = instruction.value;
      return undefined;
    case "add":
      return Atomics.add(words, instruction.word, instruction.value);
    case "exchange":
      return Atomics.exchange(words, instruction.word, instruction.value);
    case "cas":
      return Atomics.compareExchange(words, instruction.word, instruction.expected, instruction.value);
    case "wait":
      return Atomics.wait(words, instruction.word, instruction.expected, instruction.timed ? 10 : undefined);
    case "notify":
      return Atomics.notify(words, instruction.word, instruction.count);
    case "spin":
      return spin(words, instruction.word, instruction.value, instruction.rounds);
    case "choose":
      return choose(instruction.count);
    default:
      throw new Error(`no instruction: ${instruction.op}`);
  }
}

/** Spins until the word has the value, for at most so many rounds; returns whether it had. */
function spin(words: Int32Array, word: number, value: number, rounds: number): number {
  const { pause } = Atomics as unknown as { pause?: () => void };
  for (let round = 0; round < rounds; round++) {
    if (Atomics.load(words, word) === value) return 1;
    pause?.();
  }
  // A last look, so that giving up shows in the operations: a loop is known by nothing else.
  return Atomics.load(words, word) === value ? 1 : 0;
}
