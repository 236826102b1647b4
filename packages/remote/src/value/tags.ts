/** The first byte of each value, and the kinds of views. See docs/decisions/0420-values-between-threads.md. */

export const UNDEFINED = 0;
export const NULL = 1;
export const TRUE = 2;
export const FALSE = 3;
export const INT = 4;
export const DOUBLE = 5;
export const STRING = 6;
export const BIGINT = 7;
export const ARRAY = 8;
export const OBJECT = 9;
export const DATE = 10;
export const REGEXP = 11;
export const MAP = 12;
export const SET = 13;
export const BUFFER = 14;
export const VIEW = 15;
export const ERROR = 16;
export const SEEN = 17;
export const SHARED = 18;
export const SHARED_VIEW = 19;
export const HOLE = 20;
export const BOXED = 21;
export const BARE = 22;
/** An array that nothing can refer to, such as the arguments of a message: it takes no number. */
export const LIST = 23;
/** What lives at a node, such as a ref: a kind, and data that stands for it. */
export const SPECIAL = 24;
/** An instance of a class with a `carry` of its own: the name, and data that stands for it. */
export const CARRIED = 25;
/** From here on: a whole number from 0 to 127, in this byte alone. */
export const SMALL = 128;

/** A class of views; DataView has no size of elements. */
export interface ViewClass {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT?: number;
}

/** What views a value may hold, in the order of their numbers. */
export const VIEWS: readonly ViewClass[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
];
