/**
 * `DataView` over a memory of the model: every access is made of single bytes, as the memory model permits it to tear.
 */

import { ELEMENT_ARRAYS, type ElementArrayConstructor, RealArrayBuffer, RealDataView } from "./natives.js";
import type { ModelSharedBuffer } from "./shared-buffer.js";
import { makeView } from "./view.js";
import { infoOf, readElement, toIndex, type ViewInfo, writeElement } from "./view-info.js";

const TYPES = [
  "Int8",
  "Uint8",
  "Int16",
  "Uint16",
  "Int32",
  "Uint32",
  "Float16",
  "Float32",
  "Float64",
  "BigInt64",
  "BigUint64",
] as const;
type TypeName = (typeof TYPES)[number];
/** Those that this engine has. */
const PRESENT = TYPES.filter((type) => `get${type}` in RealDataView.prototype);

const views = new WeakSet<object>();

/** Tells whether a value stands for a `DataView` over a memory of the model. */
export function isDataView(value: unknown): boolean {
  return typeof value === "object" && value !== null && views.has(value);
}

const Bytes = ELEMENT_ARRAYS[1] as ElementArrayConstructor;

/** Makes an object that stands for a `DataView` over `buffer`. */
export function makeDataView(buffer: ModelSharedBuffer, byteOffset: unknown, byteLength: unknown): object {
  const refusal = `Start offset ${String(byteOffset)} is outside the bounds of the buffer`;
  const offset = toIndex(byteOffset, refusal);
  if (offset > buffer.byteLength) throw new RangeError(refusal);
  const invalid = `Invalid DataView length ${String(byteLength)}`;
  const length = byteLength === undefined ? buffer.byteLength - offset : toIndex(byteLength, invalid);
  if (offset + length > buffer.byteLength) throw new RangeError(invalid);
  const bytes = infoOf(makeView(Bytes, buffer, offset, length))!;
  const view = Object.create(RealDataView.prototype) as object;
  views.add(view);
  const property = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });
  Object.defineProperties(view, {
    buffer: property(buffer),
    byteOffset: property(offset),
    byteLength: property(length),
  });
  for (const type of PRESENT) {
    Object.defineProperty(
      view,
      `get${type}`,
      property((at: unknown, little?: boolean) => read(bytes, type, at, little)),
    );
    Object.defineProperty(
      view,
      `set${type}`,
      property((at: unknown, value: unknown, little?: boolean) => write(bytes, type, at, value, little)),
    );
  }
  return view;
}

function sizeOf(type: TypeName): number {
  return Number(type.replace(/\D/g, "")) / 8;
}

const OUTSIDE = "Offset is outside the bounds of the DataView";

function checkBounds(bytes: ViewInfo, at: number, size: number): void {
  if (at + size > bytes.array.length) throw new RangeError(OUTSIDE);
}

function read(bytes: ViewInfo, type: TypeName, offset: unknown, little = false): number {
  const size = sizeOf(type);
  const at = toIndex(offset, OUTSIDE);
  checkBounds(bytes, at, size);
  const local = new RealDataView(new RealArrayBuffer(size));
  for (let i = 0; i < size; i++) local.setUint8(i, readElement(bytes, at + i) as number);
  return local[`get${type}` as "getInt32"](0, little);
}

function write(bytes: ViewInfo, type: TypeName, offset: unknown, value: unknown, little = false): void {
  const size = sizeOf(type);
  const at = toIndex(offset, OUTSIDE);
  const local = new RealDataView(new RealArrayBuffer(size));
  local[`set${type}` as "setInt32"](0, value as number, little);
  checkBounds(bytes, at, size);
  for (let i = 0; i < size; i++) writeElement(bytes, at + i, local.getUint8(i));
}
