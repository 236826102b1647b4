/**
 * Values as bytes: what structured clone takes, with cycles and identity, and what has a way of its own. What cannot cross is refused here,
 * where it is sent, with its path; nothing is left out silently. See docs/decisions/0420-values-between-threads.md.
 *
 * Invariants: an object that others may refer to takes its number before what it holds is written; one that crosses as other data, behind it.
 */

import type { ErrorClasses } from "@mailslot/actor/engine";
import { isReadable } from "@mailslot/core/engine";
import { carriageOf } from "./carry.js";
import { writeFlat } from "./flat.js";
import * as tag from "./tags.js";
import { classText, wayText } from "./texts.js";
import type { ByteWriter } from "./writer.js";

/** What whoever sends does for its values. */
export interface Packing {
  /** Classes of errors that both ends know. */
  readonly errors: ErrorClasses;
  /** Returns what stands for an object that lives where it is, such as a ref: its kind, and data. Null for all else. */
  special(value: object): readonly [kind: number, data: unknown] | null;
  /** Returns the error for a value, by the way to it and by what it is. */
  refused(path: string, what: string): Error;
}

/** How deep values may be nested: they are written and read by recursion, and what can be sent must not depend on how much of a stack is left. */
const DEPTH = 500;

/** Below this many objects a look at each is faster than a map. */
const FEW = 12;

/** A value that was refused; an error that holds it says so in its place. */
class Refused {
  readonly error: Error;

  constructor(error: Error) {
    this.error = error;
  }
}

export class Encoder {
  private readonly writer: ByteWriter;
  private readonly packing: Packing;
  /** What others may refer to, by its number; and the numbers, once there are many. */
  private readonly seen: object[];
  private numbers: Map<object, number> | null;
  /** The way to the value that is written now, for errors. */
  private readonly path: (string | number)[];
  private root: string;

  constructor(writer: ByteWriter, packing: Packing) {
    this.writer = writer;
    this.packing = packing;
    this.seen = [];
    this.numbers = null;
    this.path = [];
    this.root = "";
  }

  /** Begins with values of their own: what was written before can be referred to no more. */
  begin(): void {
    // Setting a length is a call of the platform, even to what it is.
    if (this.seen.length > 0) this.seen.length = 0;
    if (this.path.length > 0) this.path.length = 0;
    this.numbers = null;
  }

  /** Writes a value, which errors call `root`. The writer may hold a part of it when this throws. */
  value(root: string, value: unknown): void {
    if (writeFlat(this.writer, value)) return;
    this.root = root;
    try {
      this.holder(value as object);
    } catch (error) {
      throw reasonOf(error);
    }
  }

  /** Writes values that stand in an array that nothing refers to. */
  list(root: string, values: readonly unknown[]): void {
    const { writer } = this;
    writer.byte(tag.LIST);
    writer.int(values.length);
    this.root = root;
    try {
      for (let n = 0; n < values.length; n++) this.at(n, values[n]);
    } catch (error) {
      throw reasonOf(error);
    }
  }

  private write(value: unknown): void {
    if (!writeFlat(this.writer, value)) this.holder(value as object);
  }

  private at(step: string | number, value: unknown): void {
    if (writeFlat(this.writer, value)) return;
    this.path.push(step);
    this.holder(value as object);
    this.path.pop();
  }

  private holder(value: object): void {
    if (typeof value !== "object") throw this.refused(`a ${typeof value}`);
    const before = this.numberOf(value);
    if (before >= 0) {
      this.writer.byte(tag.SEEN);
      this.writer.int(before);
      return;
    }
    if (this.path.length > DEPTH) throw this.refused(`nested more than ${DEPTH} deep`);
    if (!isReadable(value)) throw this.refused("a proxy that was revoked");
    if (this.isOther(value)) return;
    this.keep(value);
    if (Array.isArray(value)) this.array(value);
    else this.object(value);
  }

  /** Writes what crosses as other data: what lives where it is, and instances with a `carry`. */
  private isOther(value: object): boolean {
    const { writer } = this;
    const special = this.packing.special(value);
    if (special !== null) {
      writer.byte(tag.SPECIAL);
      writer.byte(special[0]);
      this.write(special[1]);
      this.keep(value);
      return true;
    }
    const found = carriageOf(value);
    if (found === null) return false;
    writer.byte(tag.CARRIED);
    writer.string(found.name);
    this.at(`(carried as ${found.name})`, found.carriage.pack(value)); // user code runs here
    this.keep(value);
    return true;
  }

  private array(items: readonly unknown[]): void {
    this.writer.byte(tag.ARRAY);
    this.writer.int(items.length);
    for (let n = 0; n < items.length; n++) {
      if (items[n] === undefined && !(n in items)) this.writer.byte(tag.HOLE);
      else this.at(n, items[n]);
    }
  }

  private object(value: object): void {
    const { writer } = this;
    const proto: unknown = Object.getPrototypeOf(value);
    if (proto === Object.prototype) this.plain(value, tag.OBJECT);
    else if (proto === null) this.plain(value, tag.BARE);
    else if (value instanceof Error || Object.prototype.toString.call(value) === "[object Error]")
      this.error(value as Error);
    else if (ArrayBuffer.isView(value)) this.view(value);
    else if (value instanceof Map && proto === Map.prototype) this.map(value);
    else if (value instanceof Set && proto === Set.prototype) this.set(value);
    else if (value instanceof Date && proto === Date.prototype) {
      writer.byte(tag.DATE);
      writer.double(value.getTime());
    } else if (value instanceof ArrayBuffer) {
      writer.byte(tag.BUFFER);
      writer.raw(new Uint8Array(value));
    } else if (isShared(value)) this.shared(value);
    else if (value instanceof RegExp && proto === RegExp.prototype) {
      writer.byte(tag.REGEXP);
      writer.string(value.source);
      writer.string(value.flags);
    } else if (isPlainElsewhere(proto)) this.plain(value, tag.OBJECT);
    else this.boxed(value);
  }

  private plain(value: object, kind: number): void {
    // Only the object's own enumerable properties with names, as structured clone has it; symbols are left out there too.
    const names = Object.keys(value);
    this.writer.byte(kind);
    this.writer.int(names.length);
    for (const name of names) {
      this.writer.string(name);
      this.at(name, (value as Record<string, unknown>)[name]);
    }
  }

  private map(value: ReadonlyMap<unknown, unknown>): void {
    this.writer.byte(tag.MAP);
    this.writer.int(value.size);
    for (const [key, member] of [...value]) {
      this.at("(key)", key);
      this.at(typeof key === "object" && key !== null ? "(value)" : String(key), member);
    }
  }

  private set(value: ReadonlySet<unknown>): void {
    this.writer.byte(tag.SET);
    this.writer.int(value.size);
    for (const member of [...value]) this.at("(member)", member);
  }

  private view(value: ArrayBufferView): void {
    const { writer } = this;
    const kind = tag.VIEWS.findLastIndex((one) => value instanceof one);
    const { buffer, byteOffset, byteLength } = value;
    if (!(buffer instanceof ArrayBuffer)) {
      writer.byte(tag.SHARED_VIEW);
      writer.byte(kind);
      writer.int(byteOffset);
      writer.int(byteLength);
      this.write(buffer);
      return;
    }
    // The part that is seen, not all of its buffer: a Buffer of Node stands in one of 8 KB with others.
    writer.byte(tag.VIEW);
    writer.byte(kind);
    writer.raw(new Uint8Array(buffer, byteOffset, byteLength));
  }

  private shared(value: object): void {
    this.writer.byte(tag.SHARED);
    this.writer.int(this.writer.shared.length);
    this.writer.shared.push(value);
  }

  /** Class, name, message and stack; then what an error holds as properties, `cause`, `errors` and `code` among them. */
  private error(value: Error): void {
    const { writer } = this;
    const { stack } = value;
    writer.byte(tag.ERROR);
    writer.string(this.packing.errors.nameOf(value));
    writer.string(String(value.message));
    writer.string(String(value.name));
    writer.string(typeof stack === "string" ? stack : "");
    const own = Object.getOwnPropertyNames(value).filter((each) => each !== "message" && each !== "stack");
    writer.int(own.length);
    for (const each of own) {
      writer.string(each);
      writer.byte(Object.prototype.propertyIsEnumerable.call(value, each) ? 1 : 0);
      this.ofError(each, (value as unknown as Record<string, unknown>)[each]);
    }
  }

  /** An error must arrive, whatever was hung on it: a property that cannot cross becomes a text. */
  private ofError(name: string, value: unknown): void {
    const { writer, seen, path } = this;
    const [length, numbered, shared, depth] = [writer.length, seen.length, writer.shared.length, path.length];
    try {
      this.at(name, value);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      writer.length = length;
      writer.shared.length = shared;
      path.length = depth;
      for (const each of seen.splice(numbered)) this.numbers?.delete(each);
      writeFlat(this.writer, `[not carried: ${problem.error.message}]`);
    }
  }

  private boxed(value: object): void {
    if (!(value instanceof Number || value instanceof String || value instanceof Boolean))
      throw this.refused(classText(value));
    this.writer.byte(tag.BOXED);
    this.write(value.valueOf());
  }

  private numberOf(value: object): number {
    return this.numbers === null ? this.seen.indexOf(value) : (this.numbers.get(value) ?? -1);
  }

  private keep(value: object): void {
    const number = this.seen.push(value) - 1;
    if (this.numbers !== null) this.numbers.set(value, number);
    else if (number > FEW) this.numbers = new Map(this.seen.map((each, n) => [each, n]));
  }

  private refused(what: string): Refused {
    return new Refused(this.packing.refused(wayText(this.root, this.path), what));
  }
}

function reasonOf(error: unknown): unknown {
  return error instanceof Refused ? error.error : error;
}

function isShared(value: object): boolean {
  return typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;
}

/** Whether it is the prototype of plain objects of another realm. */
function isPlainElsewhere(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}
