/**
 * The states that a stateful exploration has been in. A state is where each thread stands in its history, the bytes,
 * the waiters, and what happens before what; it is kept as a hash of 128 bits.
 *
 * Invariants: two schedules that lead to states with the same key have the same continuations and the same races.
 */

import type { Machine } from "../machine/machine.js";
import type { Cell, Memory } from "../machine/memory.js";
import type { VirtualThread } from "../machine/thread.js";

/** Some 400 MB. Beyond, states are no longer remembered: that costs time, but loses nothing. */
const MAX_STATES = 4_000_000;

export class StateKeys {
  /** The fewest preemptions with which each state was reached. */
  private readonly spent: Map<string, number> = new Map();
  private readonly hash: Hash = new Hash();

  clear(): void {
    this.spent.clear();
  }

  get size(): number {
    return this.spent.size;
  }

  /** Notes a state reached by a step of thread `last`; tells whether its continuations are explored already. */
  seen(machine: Machine, last: number, spent: number): boolean {
    const key = this.keyOf(machine, last);
    const known = this.spent.get(key);
    if (known !== undefined && known <= spent) return true;
    if (known !== undefined || this.spent.size < MAX_STATES) this.spent.set(key, spent);
    return false;
  }

  private keyOf(machine: Machine, last: number): string {
    const { hash } = this;
    hash.start(last);
    for (const thread of machine.threads) this.addThread(thread);
    for (const memory of machine.program.allMemories()) this.addMemory(memory);
    return hash.text();
  }

  private addThread(thread: VirtualThread): void {
    const { hash } = this;
    hash.add(thread.node === null ? -1 : thread.node.id);
    hash.add(thread.status);
    hash.add(thread.time);
    hash.addAll(thread.clock);
    for (const { promise, timedOut, clock } of thread.answers) {
      hash.add(promise * 2 + (timedOut ? 1 : 0));
      hash.addAll(clock);
    }
  }

  private addMemory(memory: Memory): void {
    hashBytes(this.hash, memory.words);
    for (const cell of memory.used) this.addCell(cell);
  }

  private addCell(cell: Cell): void {
    const { hash } = this;
    hash.add(cell.queue.length);
    for (const { thread, promise } of cell.queue) {
      hash.add(thread.id);
      hash.add(promise);
    }
    hash.addAll(cell.sync ?? NONE);
    hash.add(cell.syncWord);
    hash.addAll(cell.queueSync ?? NONE);
    if (cell.plain || cell.words.length > 1) {
      for (const { word, reads, writes } of cell.words) {
        hash.add(word);
        hash.addAll(reads);
        hash.addAll(writes);
      }
      hash.addAll(cell.plainReads);
      hash.addAll(cell.plainWrites);
    }
    for (const write of cell.history ?? []) {
      hash.add(write.thread);
      hash.add(write.time);
      hash.addAll(write.clock);
      hash.addText(String(write.value));
    }
  }
}

const NONE: readonly number[] = [-1];

function hashBytes(hash: Hash, words: Int32Array): void {
  for (let i = 0; i < words.length; i++) hash.add(words[i]!);
}

/** Four lanes of 32 bits, each mixing in every number with multipliers of its own. */
class Hash {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  start(seed: number): void {
    this.a = 0x9e3779b9 ^ seed;
    this.b = 0x85ebca6b ^ seed;
    this.c = 0xc2b2ae35 ^ seed;
    this.d = 0x27d4eb2f ^ seed;
  }

  add(value: number): void {
    this.a = Math.imul(rotate(this.a ^ Math.imul(value, 0xcc9e2d51), 15), 0x1b873593) + 0xe6546b64;
    this.b = Math.imul(rotate(this.b ^ Math.imul(value, 0x2545f491), 13), 0x85ebca77) + this.a;
    this.c = Math.imul(rotate(this.c ^ Math.imul(value, 0x9e3779b1), 17), 0xc2b2ae3d) + this.b;
    this.d = Math.imul(rotate(this.d ^ Math.imul(value, 0x165667b1), 19), 0x27d4eb2f) + this.c;
  }

  addAll(values: readonly number[]): void {
    this.add(values.length);
    for (let i = 0; i < values.length; i++) this.add(values[i]!);
  }

  addText(text: string): void {
    this.add(text.length);
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
  }

  text(): string {
    const { a, b, c, d } = this;
    return String.fromCharCode(a & 0xffff, a >>> 16, b & 0xffff, b >>> 16, c & 0xffff, c >>> 16, d & 0xffff, d >>> 16);
  }
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
