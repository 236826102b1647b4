/**
 * Looks through a value that is to cross: refuses what cannot, with its path, and puts a {@link Special} in place of what is
 * more than data. msgpackr alone would send `undefined` for a function, and `{}` for an instance of an unknown class.
 *
 * Invariants: data without anything special in it is returned as it is; else it is a copy with the same cycles and identities.
 */

import type { ErrorClasses } from "@mailslot/actor/engine";
import { isReadable } from "@mailslot/core/engine";
import { RemoteError } from "../errors.js";
import { carriageOf } from "./carry.js";
import { packError } from "./error-value.js";
import { CARRIED, ERROR, MINUS_ZERO, SHARED, Special } from "./special.js";

/** What the node does for its values. */
export interface Packing {
  readonly errors: ErrorClasses;
  /** Returns what stands for an object that lives where it is, such as a ref: its kind, and data. Null for all else. */
  special(value: object): readonly [kind: number, data: unknown] | null;
}

/** The way to a value: a list of steps, the last one first, since an array for each would cost the square of the depth. */
interface Path {
  readonly key: string | number;
  readonly before: Path | null;
  readonly depth: number;
}

/**
 * How deep values may be nested. They are looked through, packed and unpacked by recursion, at both ends: what can be sent must not depend on how
 * much of a stack is left there. Half of what the default stack of Node has room for.
 */
const DEPTH = 500;

/** What is more than data crosses as a {@link Special} that holds a list that holds it. */
const WRAPPED = 4;

/** Views and wrappers that msgpackr carries by itself. */
const DATA = [Date, RegExp, ArrayBuffer, DataView, Object.getPrototypeOf(Uint8Array) as new () => object] as const;

export class Dehydration {
  /** Objects that cross as they are. */
  readonly shared: object[];
  private readonly packing: Packing;
  private readonly copies: Map<object, unknown>;
  /** Values that are being looked through and hold, as far as is known, nothing special. */
  private isSpecial: boolean;

  constructor(packing: Packing) {
    this.shared = [];
    this.packing = packing;
    this.copies = new Map();
    this.isSpecial = false;
  }

  /** Returns values as they cross; `names` begin the paths in errors. */
  of(values: readonly unknown[], names: readonly string[]): readonly unknown[] {
    const copies = values.map((value, n) => this.convert(value, { key: names[n] ?? "value", before: null, depth: 0 }));
    return this.isSpecial ? copies : values;
  }

  private convert(value: unknown, path: Path): unknown {
    if (typeof value === "object" && value !== null) return this.copies.get(value) ?? this.convertObject(value, path);
    if (typeof value === "function") throw refused("a function", path);
    if (typeof value === "symbol") throw refused("a symbol", path);
    return Object.is(value, -0) ? this.special(MINUS_ZERO, null) : value;
  }

  private convertObject(value: object, path: Path): unknown {
    if (path.depth > DEPTH) throw refused(`nested more than ${DEPTH} deep`, path);
    if (!isReadable(value)) throw refused("a proxy that was revoked", path);
    const packed = this.packing.special(value);
    if (packed !== null) return this.keep(value, this.special(packed[0], this.convert(packed[1], at(path, "(data)"))));
    const found = carriageOf(value);
    if (found !== null) {
      const data = this.convert(found.carriage.pack(value), at(path, `(carried as ${found.name})`, WRAPPED)); // user code runs here
      return this.keep(value, this.special(CARRIED, [found.name, data]));
    }
    if (isError(value)) return this.convertError(value, path);
    if (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer) return this.share(value);
    if (ArrayBuffer.isView(value) && !(value.buffer instanceof ArrayBuffer)) return this.share(value);
    if (DATA.some((each) => value instanceof each)) return value;
    return this.convertContainer(value, path);
  }

  private convertContainer(value: object, path: Path): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value)) {
      const copy: unknown[] = this.keep(value, []);
      for (let n = 0; n < value.length; n++) copy.push(this.convert(value[n], at(path, n)));
      return copy;
    }
    if (value instanceof Map) {
      const copy: Map<unknown, unknown> = this.keep(value, new Map());
      for (const [key, each] of value)
        copy.set(this.convert(key, at(path, "(key)")), this.convert(each, at(path, show(key))));
      return copy;
    }
    if (value instanceof Set) {
      const copy: Set<unknown> = this.keep(value, new Set());
      for (const each of value) copy.add(this.convert(each, at(path, "(member)")));
      return copy;
    }
    if (prototype !== Object.prototype && prototype !== null && !isPlainElsewhere(prototype)) {
      throw refused(typeof (value as { then?: unknown }).then === "function" ? "a promise" : instance(value), path);
    }
    const copy: Record<string, unknown> = this.keep(value, {});
    for (const key of Object.keys(value)) {
      if (key === "__proto__") throw refused('a property called "__proto__"', at(path, key));
      copy[key] = this.convert((value as Record<string, unknown>)[key], at(path, key));
    }
    return copy;
  }

  private convertError(error: Error, path: Path): Special {
    this.copies.set(error, "an error that holds itself");
    const [className, name, hidden, open] = packError(error, this.packing.errors);
    const fields = [className, name, this.ofError(hidden, path), this.ofError(open, path)];
    return this.keep(error, this.special(ERROR, fields));
  }

  /** An error must arrive, whatever was hung on it: a property that cannot cross becomes a text. */
  private ofError(properties: object, path: Path): object {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(properties)) {
      try {
        copy[key] = this.convert(value, at(path, key, WRAPPED));
      } catch (problem) {
        if (!(problem instanceof RemoteError)) throw problem;
        copy[key] = `[not carried: ${problem.message}]`;
      }
    }
    return copy;
  }

  private share(value: object): Special {
    this.shared.push(value);
    return this.keep(value, this.special(SHARED, this.shared.length - 1));
  }

  private special(kind: number, data: unknown): Special {
    this.isSpecial = true;
    return new Special(kind, data);
  }

  private keep<T>(value: object, copy: T): T {
    this.copies.set(value, copy);
    return copy;
  }
}

function at(before: Path, key: string | number, levels = 1): Path {
  return { key, before, depth: before.depth + levels };
}

function refused(what: string, path: Path): RemoteError {
  const text = `${textOf(path)} is ${what}, which cannot cross to another node: send data, or say how it crosses by carry()`;
  return new RemoteError("ERR_MAILSLOT_NOT_CARRIED", text);
}

/** A long way is told by its first and its last steps. */
function textOf(path: Path): string {
  const steps: string[] = [];
  let one = path;
  for (; one.before !== null; one = one.before) steps.unshift(step(one.key));
  if (steps.length > LONG) steps.splice(LONG / 2, steps.length - LONG, "…");
  return [one.key, ...steps].join("");
}

const LONG = 16;

function step(key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : key.startsWith("(") ? key : `[${JSON.stringify(key)}]`;
}

function show(key: unknown): string {
  return typeof key === "object" && key !== null ? "(value)" : String(key);
}

function instance(value: object): string {
  const name: unknown = value.constructor?.name;
  return `an instance of ${typeof name === "string" && name !== "" ? name : "a class without a name"}`;
}

/** Whether it is the prototype of plain objects of another realm. */
function isPlainElsewhere(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
