/** Bytes as values again: the other half of encode.ts, in its order. */

import { define, type ErrorClasses } from "@mailslot/actor/engine";
import { carriageNamed } from "./carry.js";
import type { ByteReader } from "./reader.js";
import * as tag from "./tags.js";

/** What whoever receives does for its values. */
export interface Unpacking {
  /** Classes of errors that both ends know. */
  readonly errors: ErrorClasses;
  /** Makes what stands for an object that lives elsewhere. */
  revive(kind: number, data: unknown): unknown;
  /** Returns a line for the stacks of errors that says where they are from; empty for none. */
  origin(): string;
}

export class Decoder {
  /** Why a value since `begin` could not be made; null when all could. */
  problem: Error | null;
  private readonly reader: ByteReader;
  private readonly unpacking: Unpacking;
  private seen: unknown[];

  constructor(reader: ByteReader, unpacking: Unpacking) {
    this.problem = null;
    this.reader = reader;
    this.unpacking = unpacking;
    this.seen = [];
  }

  /** Begins with values of their own. */
  begin(): void {
    this.problem = null;
    if (this.seen.length > 0) this.seen = [];
  }

  /** Reads one value. Throws a RangeError on stray bytes. */
  read(): unknown {
    const { reader } = this;
    const kind = reader.byte();
    if (kind >= tag.SMALL) return kind - tag.SMALL;
    switch (kind) {
      case tag.UNDEFINED:
        return undefined;
      case tag.NULL:
        return null;
      case tag.TRUE:
        return true;
      case tag.FALSE:
        return false;
      case tag.INT:
        return reader.int();
      case tag.DOUBLE:
        return reader.double();
      case tag.STRING:
        return reader.string();
      case tag.BIGINT:
        return BigInt(reader.string());
      case tag.SEEN:
        return this.seen[reader.int()];
      case tag.LIST:
        return this.list();
      default:
        return this.holder(kind);
    }
  }

  private list(): unknown[] {
    const items: unknown[] = [];
    for (let left = this.reader.int(); left > 0; left--) items.push(this.read());
    return items;
  }

  /** Reads what others may refer to: each takes its number before what it holds is read, and what crosses as other data behind it. */
  private holder(kind: number): unknown {
    const { reader } = this;
    switch (kind) {
      case tag.ARRAY:
        return this.array(this.keep([]));
      case tag.OBJECT:
        return this.plain(this.keep({}));
      case tag.BARE:
        return this.plain(this.keep(Object.create(null)));
      case tag.DATE:
        return this.keep(new Date(reader.double()));
      case tag.REGEXP:
        return this.keep(new RegExp(reader.string(), reader.string()));
      case tag.MAP:
        return this.map(this.keep(new Map()));
      case tag.SET:
        return this.set(this.keep(new Set()));
      case tag.BUFFER:
        return this.keep(reader.raw().buffer);
      case tag.VIEW:
        return this.keep(viewOf(reader.byte(), reader.raw()));
      case tag.SHARED:
        return this.keep(reader.shared[reader.int()]);
      case tag.SHARED_VIEW:
        return this.sharedView();
      case tag.ERROR:
        return this.error();
      case tag.BOXED:
        return this.boxed();
      case tag.SPECIAL:
        return this.keep(this.unpacking.revive(reader.byte(), this.read()));
      case tag.CARRIED:
        return this.keep(this.carried(reader.string()));
      default:
        throw new RangeError(`stray bytes: no value begins with ${kind}`);
    }
  }

  private keep<T>(value: T): T {
    this.seen.push(value);
    return value;
  }

  private array(items: unknown[]): unknown[] {
    const { reader } = this;
    for (let left = reader.int(); left > 0; left--) {
      if (reader.bytes[reader.at] !== tag.HOLE) items.push(this.read());
      else {
        reader.byte();
        items.length++;
      }
    }
    return items;
  }

  private plain(value: Record<string, unknown>): unknown {
    for (let left = this.reader.int(); left > 0; left--) {
      const name = this.reader.string();
      // A name as __proto__ is data here.
      if (name === "__proto__") define(value, name, this.read(), true);
      else value[name] = this.read();
    }
    return value;
  }

  private map(value: Map<unknown, unknown>): unknown {
    for (let left = this.reader.int(); left > 0; left--) {
      const key = this.read();
      value.set(key, this.read());
    }
    return value;
  }

  private set(value: Set<unknown>): unknown {
    for (let left = this.reader.int(); left > 0; left--) value.add(this.read());
    return value;
  }

  private sharedView(): unknown {
    const { reader, seen } = this;
    const at = seen.push(undefined) - 1;
    const [kind, offset, length] = [reader.byte(), reader.int(), reader.int()];
    const buffer = this.read() as SharedArrayBuffer;
    seen[at] = viewOf(kind, new Uint8Array(buffer, offset, length));
    return seen[at];
  }

  private error(): unknown {
    const { reader } = this;
    const { errors } = this.unpacking;
    const error = this.keep(errors.make(reader.string(), reader.string()));
    const name = reader.string();
    const stack = reader.string();
    if (stack !== "") define(error, "stack", stack + this.unpacking.origin(), false);
    for (let left = reader.int(); left > 0; left--) {
      const key = reader.string();
      const enumerable = reader.byte() === 1;
      define(error, key, this.read(), enumerable);
    }
    if (error.name !== name) define(error, "name", name, false);
    return error;
  }

  private boxed(): unknown {
    const at = this.seen.push(undefined) - 1;
    this.seen[at] = Object(this.read());
    return this.seen[at];
  }

  private carried(name: string): unknown {
    const data = this.read();
    try {
      return carriageNamed(name).unpack(data); // user code runs here
    } catch (error) {
      this.problem ??= error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  }
}

function viewOf(kind: number, bytes: Uint8Array): unknown {
  // A DataView counts bytes.
  const View = tag.VIEWS[kind] as tag.ViewClass;
  const size = View.BYTES_PER_ELEMENT ?? 1;
  return new View(bytes.buffer, bytes.byteOffset, bytes.byteLength / size);
}
