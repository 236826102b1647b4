/**
 * An operation: one thing a virtual thread asked for. Shared-memory operations are numbered below FIRST_LOCAL, the
 * others (spawn, join, choose, ...) touch only the thread that makes them.
 */

import type { ElementArray } from "../globals/natives.js";
import type { Cell } from "./memory.js";

export const LOAD = 0;
export const STORE = 1;
export const ADD = 2;
export const SUB = 3;
export const AND = 4;
export const OR = 5;
export const XOR = 6;
export const EXCHANGE = 7;
export const COMPARE_EXCHANGE = 8;
export const WAIT = 9;
export const WAIT_ASYNC = 10;
export const NOTIFY = 11;
export const PAUSE = 12;
/** The first of the two plain accesses; all below it are always points at which another thread may run. */
export const READ = 13;
export const WRITE = 14;
export const FIRST_LOCAL = 15;
export const SPAWN = 15;
export const JOIN = 16;
export const CHOOSE = 17;
export const NOTE = 18;
export const TURN = 19;
export const INVARIANT = 20;

export const NAMES: readonly string[] = [
  "load",
  "store",
  "add",
  "sub",
  "and",
  "or",
  "xor",
  "exchange",
  "compareExchange",
  "wait",
  "waitAsync",
  "notify",
  "pause",
  "read",
  "write",
  "spawn",
  "join",
  "choose",
  "note",
  "event loop",
  "invariant",
];

export type Scalar = number | bigint;

/** As much of a view over the model's memory as an operation needs. */
export interface ElementView {
  /** A real typed array over the model's bytes. */
  readonly array: ElementArray;
  /** Identifies the exploration for which the memory was made. */
  readonly era: object;
  cells(index: number): readonly Cell[];
}

/** What an operation acts on; the fields that a kind does not use keep their neutral values. */
export class Operation {
  readonly kind: number;
  /** The model's memory as the view sees it, with the index in that view; null for operations without memory. */
  readonly array: ElementArray | null;
  readonly index: number;
  readonly cells: readonly Cell[];
  /** The operand, already wrapped to the element type: value, expected value, or a count. */
  readonly a: Scalar;
  /** The second operand: replacement, what `store` returns, or a time-out in ms. */
  readonly b: Scalar;
  /** The note, the name of a thread or invariant, or the label of the thread to join. */
  readonly text: string;
  /** The callback of an invariant, as made by the run that came here first. */
  readonly body: (() => unknown) | null;

  constructor(
    kind: number,
    array: ElementArray | null,
    index: number,
    cells: readonly Cell[],
    a: Scalar,
    b: Scalar,
    text: string,
    body: (() => unknown) | null,
  ) {
    this.kind = kind;
    this.array = array;
    this.index = index;
    this.cells = cells;
    this.a = a;
    this.b = b;
    this.text = text;
    this.body = body;
  }

  /** Tells whether a thread that is executed again asks for the same thing. */
  same(kind: number, array: ElementArray | null, index: number, a: Scalar, b: Scalar, text: string): boolean {
    return (
      this.kind === kind &&
      this.array === array &&
      this.index === index &&
      Object.is(this.a, a) &&
      Object.is(this.b, b) &&
      this.text === text
    );
  }
}

/** Identifies the bytes an operation touches. */
export function wordOf(operation: Operation): number {
  const array = operation.array!;
  return (array.byteOffset + operation.index * array.BYTES_PER_ELEMENT) * 16 + array.BYTES_PER_ELEMENT;
}

/**
 * Tells whether a read-modify-write that returned `old` left the word as it was. Such an operation hands on what others
 * released, and otherwise amounts to a load: repeating it makes no difference until another thread writes.
 */
export function changesNothing({ kind, a, b }: Operation, old: Scalar): boolean {
  switch (kind) {
    case COMPARE_EXCHANGE:
      return old !== a || a === b;
    case EXCHANGE:
      return old === a;
    case ADD:
    case SUB:
    case XOR:
      return Number(a) === 0;
    case OR:
      return (BigInt(old) | BigInt(a)) === BigInt(old);
    case AND:
      return (BigInt(old) & BigInt(a)) === BigInt(old);
    default:
      return false;
  }
}
