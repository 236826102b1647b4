/** What the model knows about a view over its memory, and access to the view's elements. */

import { ModelError } from "../errors.js";
import { inspection } from "../machine/inspection.js";
import type { Cell, Memory } from "../machine/memory.js";
import { READ, type Scalar, WRITE } from "../machine/operation.js";
import { present } from "../program/execution.js";
import type { ElementArray, ElementArrayConstructor } from "./natives.js";
import type { ModelSharedBuffer } from "./shared-buffer.js";

/** What the model knows about a view. */
export class ViewInfo {
  readonly buffer: ModelSharedBuffer;
  readonly memory: Memory;
  readonly type: ElementArrayConstructor;
  /** A real typed array over the model's bytes. */
  readonly array: ElementArray;
  readonly size: number;
  readonly isBigInt: boolean;
  readonly isInt32: boolean;
  /** Whether Atomics take it, and whether one can wait on it. */
  readonly isAtomic: boolean;
  readonly isWaitable: boolean;
  private readonly scratch: ElementArray;

  constructor(buffer: ModelSharedBuffer, type: ElementArrayConstructor, byteOffset: number, length: number) {
    this.buffer = buffer;
    this.memory = buffer.memory;
    this.type = type;
    this.size = type.BYTES_PER_ELEMENT;
    this.array = new type(this.memory.bytes, byteOffset, length);
    const { name } = type;
    this.isBigInt = name.startsWith("Big");
    this.isInt32 = name === "Int32Array";
    this.isAtomic = !name.startsWith("Float") && name !== "Uint8ClampedArray";
    this.isWaitable = this.isInt32 || name === "BigInt64Array";
    this.scratch = new type(1 as unknown as ArrayLike<number>);
  }

  byteAt(index: number): number {
    return this.array.byteOffset + index * this.size;
  }

  get era(): object {
    return this.memory.era;
  }

  cells(index: number): readonly Cell[] {
    return this.memory.span(this.byteAt(index), this.size);
  }

  /** Wraps a value as storing it in an element would. */
  wrap(value: unknown): Scalar {
    const { scratch } = this;
    if (this.isInt32 && typeof value === "number") return value | 0;
    scratch[0] = this.isBigInt ? toBigInt(value) : toNumber(value);
    return scratch[0]!;
  }
}

/** Converts as the standard says: a bigint is refused where a number is needed. */
export function toNumber(value: unknown): number {
  return +(value as number);
}

/** Converts as the standard says: a number is refused where a bigint is needed. */
export function toBigInt(value: unknown): bigint {
  if (typeof value === "number") throw new TypeError(`Cannot convert ${value} to a BigInt`);
  return BigInt(value as string);
}

/** Converts to an index or a length as the standard says; throws the RangeError for one that is none. */
export function toIndex(value: unknown, refusal: string): number {
  const index = Math.trunc(toNumber(value)) || 0;
  if (index < 0 || index > Number.MAX_SAFE_INTEGER) throw new RangeError(refusal);
  return index;
}

const infos = new WeakMap<object, ViewInfo>();

/** Lets `view` stand for what `info` describes. */
export function register(view: object, info: ViewInfo): void {
  infos.set(view, info);
}

/** Finds what the model knows about a view; null when it is not one of the model's. */
export function infoOf(view: unknown): ViewInfo | null {
  return typeof view === "object" && view !== null ? (infos.get(view) ?? null) : null;
}

/** Reads an element: an operation of the running thread, or a plain look when an invariant is being checked. */
export function readElement(info: ViewInfo, index: number): Scalar | undefined {
  if (!(index >= 0 && index < info.array.length)) return undefined;
  const run = present.run;
  if (run === null) return inspection.look(info, index);
  return run.perform(READ, info, index, 0, 0, "") as Scalar;
}

export function writeElement(info: ViewInfo, index: number, value: unknown): void {
  const wrapped = info.wrap(value);
  if (!(index >= 0 && index < info.array.length)) return;
  const run = present.run;
  if (run === null) {
    throw new ModelError("ERR_LOOM_OUTSIDE", "Shared memory of a model was written outside its threads");
  }
  run.perform(WRITE, info, index, wrapped, 0, "");
}
