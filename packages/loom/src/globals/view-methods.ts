/**
 * The methods of typed arrays, for views of the model. The generic methods of Array work on any object with a length
 * and elements, so each read and write inside them is an operation; a few need the type of the view.
 */

import { ELEMENT_ARRAYS, type ElementArrayConstructor } from "./natives.js";
import type { ModelSharedBuffer } from "./shared-buffer.js";
import { readElement, type ViewInfo, writeElement } from "./view-info.js";

const GENERIC = [
  "at",
  "copyWithin",
  "entries",
  "every",
  "fill",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "forEach",
  "includes",
  "indexOf",
  "join",
  "keys",
  "lastIndexOf",
  "reduce",
  "reduceRight",
  "reverse",
  "some",
  "toLocaleString",
  "toString",
  "values",
] as const;

const generic: ReadonlyMap<string | symbol, unknown> = new Map<string | symbol, unknown>([
  ...GENERIC.map((name) => [name, Array.prototype[name]] as const),
  [Symbol.iterator, Array.prototype[Symbol.iterator]],
]);

const COPYING = new Set<string | symbol>(["filter", "map", "slice", "sort", "toReversed", "toSorted", "with"]);

/** Makes a view; given by the module of the views, which needs this one. */
export type MakeView = (
  type: ElementArrayConstructor,
  buffer: ModelSharedBuffer,
  byteOffset: number,
  length: number,
) => unknown;

/** Gives the method (or constructor) of a view, or undefined if typed arrays have none of that name. */
export function viewMethod(info: ViewInfo, key: string | symbol, makeView: MakeView): unknown {
  if (generic.has(key)) return generic.get(key);
  if (key === "constructor") return (globalThis as Record<string, unknown>)[info.type.name];
  if (key === "set") return (source: ArrayLike<unknown>, offset?: number) => setFrom(info, source, offset);
  if (key === "subarray") return (begin?: number, end?: number) => subarray(info, makeView, begin, end);
  if (COPYING.has(key)) return (...args: unknown[]) => throughCopy(info, key as string, args);
  return undefined;
}

function setFrom(info: ViewInfo, source: ArrayLike<unknown>, offset = 0): void {
  if (offset < 0 || source.length + offset > info.array.length) throw new RangeError("offset is out of bounds");
  // Reading all before writing makes overlapping ranges come out as the standard demands.
  const values = Array.from(source);
  values.forEach((value, at) => {
    writeElement(info, offset + at, value);
  });
}

function subarray(info: ViewInfo, makeView: MakeView, begin = 0, end: number = info.array.length): unknown {
  const length = info.array.length;
  const from = clamp(begin, length);
  const count = Math.max(clamp(end, length) - from, 0);
  return makeView(info.type, info.buffer, info.byteAt(from), count);
}

function clamp(index: number, length: number): number {
  return index < 0 ? Math.max(length + index, 0) : Math.min(index, length);
}

/** Reads the elements that the method reads into an array that is not shared, and calls the method there. */
function throughCopy(info: ViewInfo, method: string, args: unknown[]): unknown {
  const length = info.array.length;
  const from = method === "slice" ? clamp((args[0] as number | undefined) ?? 0, length) : 0;
  const to = method === "slice" ? clamp((args[1] as number | undefined) ?? length, length) : length;
  const values: unknown[] = [];
  for (let i = from; i < to; i++) values.push(readElement(info, i));
  const real = ELEMENT_ARRAYS.find((type) => type === info.type) as ElementArrayConstructor;
  const copy = new real(values as number[]) as unknown as Record<string, (...args: unknown[]) => unknown>;
  if (method === "slice") return copy;
  const result = copy[method]!(...args);
  if (method === "sort") setFrom(info, copy as unknown as ArrayLike<unknown>);
  return result;
}
