/**
 * Views over a memory of the model: proxies that turn `view[i]` into an operation and behave like the typed array they
 * stand for in everything else.
 */

import { present } from "../program/execution.js";
import type { ElementArray, ElementArrayConstructor } from "./natives.js";
import type { ModelSharedBuffer } from "./shared-buffer.js";
import { readElement, register, toIndex, ViewInfo, writeElement } from "./view-info.js";
import { viewMethod } from "./view-methods.js";

/** Makes a view over a buffer of the model, with the checks that the real constructor makes. */
export function makeView(
  type: ElementArrayConstructor,
  buffer: ModelSharedBuffer,
  byteOffset: unknown,
  length: unknown,
): ElementArray {
  const offset = toIndex(byteOffset, `Start offset ${String(byteOffset)} is outside the bounds of the buffer`);
  const size = type.BYTES_PER_ELEMENT;
  if (offset % size !== 0) throw new RangeError(`start offset of ${type.name} should be a multiple of ${size}`);
  if (length === undefined && (buffer.byteLength - offset) % size !== 0) {
    throw new RangeError(`byte length of ${type.name} should be a multiple of ${size}`);
  }
  const count =
    length === undefined
      ? (buffer.byteLength - offset) / size
      : toIndex(length, `Invalid typed array length: ${String(length)}`);
  if (count < 0 || offset + count * size > buffer.byteLength) {
    throw new RangeError(`Invalid typed array length: ${count}`);
  }
  present.run?.program.narrow(buffer.key, buffer.memory, size);
  return buffer.memory.view(type, offset, count, () => proxyOf(new ViewInfo(buffer, type, offset, count)));
}

function proxyOf(info: ViewInfo): ElementArray {
  const proxy = new Proxy(Object.create(info.type.prototype) as ElementArray, new ViewHandler(info));
  register(proxy, info);
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
        return viewMethod(this.info, key, makeView) ?? Reflect.get(Object.prototype, key, proxy);
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
