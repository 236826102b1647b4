/**
 * `DataView` over a memory of the model: every access is made of single bytes, as the memory model permits it to tear.
 */

import { ELEMENT_ARRAYS, type ElementArrayConstructor, RealArrayBuffer, RealDataView } from "./natives.js";
import type { ModelSharedBuffer } from "./shared-buffer.js";
import { makeView } from "./view.js";
import { infoOf, readElement, type ViewInfo, writeElement } from "./view-info.js";

const TYPES = [
  "Int8",
  "Uint8",
  "Int16",
  "Uint16",
  "Int32",
  "Uint32",
  "Float32",
  "Float64",
  "BigInt64",
  "BigUint64",
] as const;
type TypeName = (typeof TYPES)[number];

const Bytes = ELEMENT_ARRAYS[1] as ElementArrayConstructor;

/** Makes an object that stands for a `DataView` over `buffer`. */
export function makeDataView(buffer: ModelSharedBuffer, byteOffset = 0, byteLength?: number): object {
  const length = byteLength ?? buffer.byteLength - byteOffset;
  if (byteOffset < 0 || length < 0 || byteOffset + length > buffer.byteLength) {
    throw new RangeError(`Start offset ${byteOffset} is outside the bounds of the buffer`);
  }
  const bytes = infoOf(makeView(Bytes, buffer, byteOffset, length))!;
  const view = Object.create(RealDataView.prototype) as object;
  const property = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });
  Object.defineProperties(view, {
    buffer: property(buffer),
    byteOffset: property(byteOffset),
    byteLength: property(length),
  });
  for (const type of TYPES) {
    Object.defineProperty(
      view,
      `get${type}`,
      property((at: number, little?: boolean) => read(bytes, type, at, little)),
    );
    Object.defineProperty(
      view,
      `set${type}`,
      property((at: number, value: number, little?: boolean) => write(bytes, type, at, value, little)),
    );
  }
  return view;
}

function sizeOf(type: TypeName): number {
  return Number(type.replace(/\D/g, "")) / 8;
}

function checkBounds(bytes: ViewInfo, at: number, size: number): void {
  if (!(at >= 0 && at + size <= bytes.array.length))
    throw new RangeError("Offset is outside the bounds of the DataView");
}

function read(bytes: ViewInfo, type: TypeName, at: number, little = false): number {
  const size = sizeOf(type);
  checkBounds(bytes, at, size);
  const local = new RealDataView(new RealArrayBuffer(size));
  for (let i = 0; i < size; i++) local.setUint8(i, readElement(bytes, at + i) as number);
  return local[`get${type}` as "getInt32"](0, little);
}

function write(bytes: ViewInfo, type: TypeName, at: number, value: number, little = false): void {
  const size = sizeOf(type);
  checkBounds(bytes, at, size);
  const local = new RealDataView(new RealArrayBuffer(size));
  local[`set${type}` as "setInt32"](0, value, little);
  for (let i = 0; i < size; i++) writeElement(bytes, at + i, local.getUint8(i));
}
