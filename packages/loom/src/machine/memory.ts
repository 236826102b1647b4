/**
 * The model's shared memory: bytes, divided into cells as wide as the narrowest view over them. A cell carries what
 * the model must know about the word: its waiters, what it releases, who accessed it last, what depends on it.
 *
 * Invariants: fields below "state" change through the undo log only; those below "learned" only ever grow.
 */

import {
  type ElementArray,
  type ElementArrayConstructor,
  RealArrayBuffer,
  RealInt32Array,
} from "../globals/natives.js";
import type { Clock } from "./clock.js";
import type { Scalar } from "./operation.js";
import type { VirtualThread } from "./thread.js";

/** An entry in the list of the threads that wait on a word; the list is first come, first served. */
export interface Waiter {
  readonly thread: VirtualThread;
  /** Which of the thread's `waitAsync` calls this is; -1 for `wait`. */
  readonly promise: number;
  readonly timed: boolean;
}

/** A write to a word of a racy range, kept because later plain reads may still see it. */
export interface RacyWrite {
  readonly thread: number;
  readonly time: number;
  readonly clock: Clock;
  readonly value: Scalar;
}

/** Something that steps depend on, with the steps that last wrote and read it, by their position in the schedule. */
export class Resource {
  lastWrite = -1;
  /** Bit set of threads that have read since the last write. */
  readers = 0;
  readonly readAt: number[];

  constructor(width: number) {
    this.readAt = new Array<number>(width).fill(-1);
  }
}

/** Who accessed a cell atomically as part of one word: for each thread, the time of its last read and write. */
export class WordAccesses {
  /** Byte offset and width of the word. */
  readonly word: number;
  readonly reads: number[];
  readonly writes: number[];

  constructor(word: number, width: number) {
    this.word = word;
    this.reads = new Array<number>(width).fill(0);
    this.writes = new Array<number>(width).fill(0);
  }
}

export class Cell {
  readonly memory: Memory;
  readonly index: number;
  // state
  queue: readonly Waiter[] = [];
  /** What the last write, if it was atomic, makes happen before a read of the same word, `syncWord`. */
  sync: Clock | null = null;
  syncWord = -1;
  queueSync: Clock | null = null;
  history: readonly RacyWrite[] | null = null;
  readonly plainReads: number[];
  readonly plainWrites: number[];
  readonly resource: Resource;
  readonly queueResource: Resource;
  // learned
  racy = false;
  /** Places of the invariants that read this cell. */
  watchers: Resource[] = [];
  /** Whether any plain access has ever been seen. */
  plain = false;
  /** Byte offset and width of the first access that was atomic or racy; others overlap without being the same word. */
  word = -1;
  /** The words that the cell was accessed as, atomically; nearly always one. */
  readonly words: WordAccesses[] = [];

  constructor(memory: Memory, index: number, width: number) {
    this.memory = memory;
    this.index = index;
    this.plainReads = new Array<number>(width).fill(0);
    this.plainWrites = new Array<number>(width).fill(0);
    this.resource = new Resource(width);
    this.queueResource = new Resource(width);
  }

  /** Finds the atomic accesses to the cell as part of a word. */
  accessesOf(word: number): WordAccesses {
    const { words } = this;
    for (let i = 0; i < words.length; i++) if (words[i]!.word === word) return words[i]!;
    const accesses = new WordAccesses(word, this.plainReads.length);
    words.push(accesses);
    return accesses;
  }
}

/** The storage behind one `SharedArrayBuffer` of the model. */
export class Memory {
  readonly id: number;
  /** Identifies the exploration for which it was made; another begins when all that was learned is forgotten. */
  readonly era: object;
  readonly bytes: ArrayBuffer;
  /** The bytes again, as whole words. */
  readonly words: Int32Array;
  /** Bytes per cell: the width of the narrowest view. */
  granule = 8;
  /** Every cell that has been used. */
  readonly used: Cell[] = [];
  private readonly width: number;
  private readonly cells: Cell[] = [];
  private readonly spans = new Map<number, readonly Cell[]>();
  private readonly views = new Map<ElementArrayConstructor, Map<number, ElementArray>>();

  constructor(id: number, byteLength: number, width: number, era: object) {
    this.id = id;
    this.era = era;
    this.bytes = new RealArrayBuffer(Math.ceil(byteLength / 4) * 4);
    this.words = new RealInt32Array(this.bytes);
    this.width = width;
  }

  /**
   * Gives the one view that stands for all equal ones, made by `make` the first time: so operations can be compared by
   * the identity of their arrays, and executing a thread again costs less.
   */
  view(type: ElementArrayConstructor, byteOffset: number, length: number, make: () => ElementArray): ElementArray {
    let views = this.views.get(type);
    if (views === undefined) this.views.set(type, (views = new Map()));
    const key = byteOffset * 0x1_0000_0000 + length;
    let view = views.get(key);
    if (view === undefined) views.set(key, (view = make()));
    return view;
  }

  /** Gives the cells that `size` bytes from `byteOffset` touch. */
  span(byteOffset: number, size: number): readonly Cell[] {
    const key = byteOffset * 16 + size;
    let span = this.spans.get(key);
    if (span === undefined) {
      span = this.makeSpan(byteOffset, size);
      this.spans.set(key, span);
    }
    return span;
  }

  private makeSpan(byteOffset: number, size: number): readonly Cell[] {
    const first = Math.floor(byteOffset / this.granule);
    const last = Math.floor((byteOffset + size - 1) / this.granule);
    const span: Cell[] = [];
    for (let i = first; i <= last; i++) span.push((this.cells[i] ??= this.makeCell(i)));
    return span;
  }

  private makeCell(index: number): Cell {
    const cell = new Cell(this, index, this.width);
    this.used.push(cell);
    return cell;
  }
}
