/**
 * Values as bytes: what structured clone takes, with cycles and identity. What cannot cross is refused here, where it is sent, with
 * its path; nothing is left out silently. No user code runs, but getters and proxies.
 */

import type { ErrorClasses } from "@mailslot/actor/engine";
import { isReadable } from "@mailslot/core/engine";
import { ThreadsError } from "../errors.js";
import * as tag from "./tags.js";
import type { ByteWriter } from "./writer.js";

/** Writes one value, which errors call `root`, and whose way begins there: `args[0]`, `of job "draw"`. The writer may hold a part of it when this throws. */
export function encode(writer: ByteWriter, value: unknown, root: string, of: string, classes: ErrorClasses): void {
  if (!encodeFlat(writer, value)) new Encoder(writer, classes, root, of).write(value);
}

/** Writes what holds nothing; false for all else. */
function encodeFlat(writer: ByteWriter, value: unknown): boolean {
  switch (typeof value) {
    case "number":
      // -0 is the integer that is another.
      if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
        writer.byte(tag.INT);
        writer.int(value);
      } else {
        writer.byte(tag.DOUBLE);
        writer.double(value);
      }
      return true;
    case "string":
      writer.byte(tag.STRING);
      writer.string(value);
      return true;
    case "boolean":
      writer.byte(value ? tag.TRUE : tag.FALSE);
      return true;
    case "undefined":
      writer.byte(tag.UNDEFINED);
      return true;
    case "bigint":
      writer.byte(tag.BIGINT);
      writer.string(value.toString());
      return true;
    default:
      if (value !== null) return false;
      writer.byte(tag.NULL);
      return true;
  }
}

/**
 * How deep values may be nested: as deep as between nodes. They are written and read by recursion, and what can be sent must not depend
 * on how much of a stack is left at either end.
 */
const DEPTH = 500;

/** A longer way is told by its first and its last steps. */
const LONG = 16;

class Encoder {
  private readonly writer: ByteWriter;
  private readonly classes: ErrorClasses;
  private readonly seen: Map<object, number>;
  /** The way to the value that is written now, for errors. */
  private readonly path: (string | number)[];
  private readonly root: string;
  private readonly of: string;

  constructor(writer: ByteWriter, classes: ErrorClasses, root: string, of: string) {
    this.writer = writer;
    this.classes = classes;
    this.seen = new Map();
    this.path = [];
    this.root = root;
    this.of = of;
  }

  write(value: unknown): void {
    if (encodeFlat(this.writer, value)) return;
    if (typeof value !== "object" || value === null) throw this.refused(`a ${typeof value}`);
    const before = this.seen.get(value);
    if (before !== undefined) {
      this.writer.byte(tag.SEEN);
      this.writer.int(before);
      return;
    }
    if (!isReadable(value)) throw this.refused("a proxy that was revoked");
    if (this.path.length > DEPTH) throw this.refused(`nested more than ${DEPTH} deep`);
    this.seen.set(value, this.seen.size);
    if (Array.isArray(value)) this.array(value);
    else this.object(value);
  }

  private at(step: string | number, value: unknown): void {
    this.path.push(step);
    this.write(value);
    this.path.pop();
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
    const proto: unknown = Object.getPrototypeOf(value);
    if (proto === Object.prototype || proto === null) {
      this.plain(value, proto === null ? tag.BARE : tag.OBJECT);
      return;
    }
    if (value instanceof Error) {
      this.error(value);
      return;
    }
    if (ArrayBuffer.isView(value)) {
      this.view(value);
      return;
    }
    if (value instanceof Map && proto === Map.prototype) {
      this.map(value);
      return;
    }
    if (value instanceof Set && proto === Set.prototype) {
      this.set(value);
      return;
    }
    if (value instanceof Date && proto === Date.prototype) {
      this.writer.byte(tag.DATE);
      this.writer.double(value.getTime());
      return;
    }
    if (value instanceof ArrayBuffer) {
      this.writer.byte(tag.BUFFER);
      this.writer.raw(new Uint8Array(value));
      return;
    }
    if (value instanceof SharedArrayBuffer) {
      this.shared(value);
      return;
    }
    if (value instanceof RegExp && proto === RegExp.prototype) {
      this.writer.byte(tag.REGEXP);
      this.writer.string(value.source);
      this.writer.string(value.flags);
      return;
    }
    this.boxed(value);
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
    let n = 0;
    for (const [key, member] of [...value]) {
      this.at(`key ${n}`, key);
      this.at(`value ${n++}`, member);
    }
  }

  private set(value: ReadonlySet<unknown>): void {
    this.writer.byte(tag.SET);
    this.writer.int(value.size);
    let n = 0;
    for (const member of [...value]) this.at(`member ${n++}`, member);
  }

  private view(value: ArrayBufferView): void {
    const kind = tag.VIEWS.findLastIndex((one) => value instanceof one);
    const { buffer, byteOffset, byteLength } = value;
    if (buffer instanceof SharedArrayBuffer) {
      this.writer.byte(tag.SHARED_VIEW);
      this.writer.byte(kind);
      this.writer.int(byteOffset);
      this.writer.int(byteLength);
      this.write(buffer);
      return;
    }
    // The part that is seen, not all of its buffer: a Buffer of Node stands in one of 8 KB with others.
    this.writer.byte(tag.VIEW);
    this.writer.byte(kind);
    this.writer.raw(new Uint8Array(buffer, byteOffset, byteLength));
  }

  private shared(value: SharedArrayBuffer): void {
    this.writer.byte(tag.SHARED);
    this.writer.int(this.writer.shared.length);
    this.writer.shared.push(value);
  }

  /** Class, message, stack and name; then what an error holds as properties, `cause`, `errors` and `code` among them. */
  private error(value: Error): void {
    const { writer } = this;
    const name = this.classes.nameOf(value);
    writer.byte(tag.ERROR);
    writer.string(name);
    writer.string(String(value.message));
    writer.string(String(value.stack));
    const own = Object.getOwnPropertyNames(value).filter((each) => !["message", "stack"].includes(each));
    const kept = this.classes.prototypeOf(name).name;
    if (!own.includes("name") && String(value.name) !== kept) own.push("name");
    writer.int(own.length);
    for (const each of own) {
      writer.string(each);
      writer.byte(Object.prototype.propertyIsEnumerable.call(value, each) ? 1 : 0);
      this.at(each, (value as unknown as Record<string, unknown>)[each]);
    }
  }

  private boxed(value: object): void {
    if (!(value instanceof Number || value instanceof String || value instanceof Boolean))
      throw this.refused(nameOf(value));
    this.writer.byte(tag.BOXED);
    this.write(value.valueOf());
  }

  private refused(what: string): ThreadsError {
    const steps = this.path.map((step) =>
      typeof step === "number" ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : ` ${step}`,
    );
    if (steps.length > LONG) steps.splice(LONG / 2, steps.length - LONG, "…");
    return new ThreadsError(
      "ERR_MAILSLOT_NOT_CARRIED",
      `${this.root}${steps.join("")} ${this.of} is ${what}, which cannot go to another thread: ` +
        "send plain data, and make what is more than that there",
    );
  }
}

function nameOf(value: object): string {
  if (value instanceof Promise) return "a promise";
  const { constructor: made } = value as { constructor?: unknown };
  return typeof made === "function" && made.name !== ""
    ? `an instance of ${made.name}`
    : "an instance of an unknown class";
}
