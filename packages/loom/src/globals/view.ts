// Views over a memory of the model: proxies that turn `view[i]` into an operation and behave like the typed array
// they stand for in everything else.

import { ModelError } from "../errors.js";
import { inspection } from "../machine/inspection.js";
import type { Cell, Memory } from "../machine/memory.js";
import { READ, type Scalar, WRITE } from "../machine/operation.js";
import { present } from "../program/execution.js";
import type { ElementArray, ElementArrayConstructor } from "./natives.js";
import type { ModelSharedBuffer } from "./shared-buffer.js";
import { viewMethod } from "./view-methods.js";

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

  cells(index: number): readonly Cell[] {
    return this.memory.span(this.byteAt(index), this.size);
  }

  /** Wraps a value as storing it in an element would. */
  wrap(value: unknown): Scalar {
    const { scratch } = this;
    if (this.isInt32 && typeof value === "number") return value | 0;
    if (this.isBigInt) scratch[0] = typeof value === "bigint" ? value : BigInt(value as string);
    else scratch[0] = Number(value);
    return scratch[0]!;
  }
}

const infos = new WeakMap<object, ViewInfo>();

/** Finds what the model knows about a view; undefined when it is not one of the model's. */
export function infoOf(view: unknown): ViewInfo | undefined {
  return typeof view === "object" && view !== null ? infos.get(view) : undefined;
}

/** Makes a view over a buffer of the model, with the checks that the real constructor makes. */
export function makeView(
  type: ElementArrayConstructor,
  buffer: ModelSharedBuffer,
  byteOffset: number | undefined,
  length: number | undefined,
): ElementArray {
  const offset = byteOffset ?? 0;
  const size = type.BYTES_PER_ELEMENT;
  if (offset % size !== 0) throw new RangeError(`start offset of ${type.name} should be a multiple of ${size}`);
  if (length === undefined && (buffer.byteLength - offset) % size !== 0) {
    throw new RangeError(`byte length of ${type.name} should be a multiple of ${size}`);
  }
  const count = length ?? (buffer.byteLength - offset) / size;
  if (count < 0 || offset + count * size > buffer.byteLength) {
    throw new RangeError(`Invalid typed array length: ${count}`);
  }
  present.run?.program.narrow(buffer.key, buffer.memory, size);
  return buffer.memory.view(type, offset, count, () => proxyOf(new ViewInfo(buffer, type, offset, count)));
}

/** Reads an element: an operation of the running thread, or a plain look when an invariant is being checked. */
export function readElement(info: ViewInfo, index: number): Scalar | undefined {
  if (!(index >= 0 && index < info.array.length)) return undefined;
  const run = present.run;
  if (run === undefined) return inspection.look(info, index);
  return run.perform(READ, info, index, 0, 0, "") as Scalar;
}

export function writeElement(info: ViewInfo, index: number, value: unknown): void {
  const wrapped = info.wrap(value);
  if (!(index >= 0 && index < info.array.length)) return;
  const run = present.run;
  if (run === undefined) {
    throw new ModelError("ERR_LOOM_OUTSIDE", "Shared memory of a model was written outside its threads.");
  }
  run.perform(WRITE, info, index, wrapped, 0, "");
}

function proxyOf(info: ViewInfo): ElementArray {
  const proxy = new Proxy(Object.create(info.type.prototype) as ElementArray, new ViewHandler(info));
  infos.set(proxy, info);
  return proxy;
}

/** Reads a property key as an element index; -1 if it is none. */
function indexOf(key: string | symbol): number {
  if (typeof key !== "string") return -1;
  const number = Number(key);
  return String(number) === key ? (Number.isInteger(number) && number >= 0 ? number : Number.MAX_SAFE_INTEGER) : -1;
}

class ViewHandler implements ProxyHandler<ElementArray> {
  private readonly info: ViewInfo;

  constructor(info: ViewInfo) {
    this.info = info;
  }

  get(_target: ElementArray, key: string | symbol, proxy: unknown): unknown {
    const index = indexOf(key);
    if (index >= 0) return readElement(this.info, index);
    const { array, buffer, type, size } = this.info;
    switch (key) {
      case "length":
        return array.length;
      case "byteLength":
        return array.byteLength;
      case "byteOffset":
        return array.byteOffset;
      case "buffer":
        return buffer;
      case "BYTES_PER_ELEMENT":
        return size;
      case Symbol.toStringTag:
        return type.name;
      default:
        return viewMethod(this.info, key) ?? Reflect.get(Object.prototype, key, proxy);
    }
  }

  set(_target: ElementArray, key: string | symbol, value: unknown): boolean {
    const index = indexOf(key);
    if (index < 0) return false;
    writeElement(this.info, index, value);
    return true;
  }

  has(_target: ElementArray, key: string | symbol): boolean {
    const index = indexOf(key);
    return index >= 0 ? index < this.info.array.length : key in this.info.type.prototype;
  }

  ownKeys(): string[] {
    return Array.from({ length: this.info.array.length }, (_, index) => String(index));
  }

  getOwnPropertyDescriptor(_target: ElementArray, key: string | symbol): PropertyDescriptor | undefined {
    const index = indexOf(key);
    if (index < 0 || index >= this.info.array.length) return undefined;
    return { value: readElement(this.info, index), writable: true, enumerable: true, configurable: true };
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(_target: ElementArray, key: string | symbol): boolean {
    return indexOf(key) < 0;
  }
}
