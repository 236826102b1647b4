/**
 * The globals as they were when this module was loaded: the engine uses these, so that replacing the globals for the
 * code under test never reaches the engine itself.
 */

export type ElementArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

export type ElementArrayConstructor = {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: ElementArray;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ElementArray;
  new (source: ArrayLike<number> | ArrayLike<bigint>): ElementArray;
};

export const RealAtomics: typeof Atomics = globalThis.Atomics;
export const RealSharedArrayBuffer: SharedArrayBufferConstructor = globalThis.SharedArrayBuffer;
export const RealArrayBuffer: ArrayBufferConstructor = globalThis.ArrayBuffer;
export const RealInt32Array: Int32ArrayConstructor = globalThis.Int32Array;
export const RealDataView: DataViewConstructor = globalThis.DataView;
export const RealDate: DateConstructor = globalThis.Date;

const names = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
] as const;

const constructors = globalThis as unknown as Readonly<Record<string, ElementArrayConstructor | undefined>>;

/** Those that this engine has; not all have `Float16Array`. */
export const ELEMENT_ARRAYS: readonly ElementArrayConstructor[] = names.flatMap((name) => constructors[name] ?? []);

const performanceNow = globalThis.performance.now.bind(globalThis.performance);

/** Reads the clock, in ms, also while the code under test must not. */
export function now(): number {
  return performanceNow();
}
