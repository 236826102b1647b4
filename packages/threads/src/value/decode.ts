/** Bytes as values again: the other half of encode.ts, in its order. */

import { define, type ErrorClasses } from "@mailslot/actor/engine";
import type { ByteReader } from "./reader.js";
import * as tag from "./tags.js";

/** Reads one value. */
export function decode(reader: ByteReader, classes: ErrorClasses): unknown {
  return new Decoder(reader, classes).read();
}

class Decoder {
  private readonly reader: ByteReader;
  private readonly classes: ErrorClasses;
  private readonly seen: unknown[];

  constructor(reader: ByteReader, classes: ErrorClasses) {
    this.reader = reader;
    this.classes = classes;
    this.seen = [];
  }

  read(): unknown {
    const { reader } = this;
    const kind = reader.byte();
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
      default:
        return this.readHolder(kind);
    }
  }

  /** Reads what others may refer to: each takes its number before what it holds is read. */
  private readHolder(kind: number): unknown {
    const { reader, seen } = this;
    switch (kind) {
      case tag.ARRAY:
        return this.array(this.keep(new Array(reader.int())));
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
        seen.push(undefined);
        return this.boxed(seen.length - 1);
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
    for (let n = 0; n < items.length; n++) {
      if (reader.bytes[reader.at] === tag.HOLE) reader.at++;
      else items[n] = this.read();
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
    const { reader, classes } = this;
    const error = this.keep(classes.make(reader.string(), reader.string()));
    define(error, "stack", reader.string(), false);
    for (let left = reader.int(); left > 0; left--) {
      const name = reader.string();
      const enumerable = reader.byte() === 1;
      define(error, name, this.read(), enumerable);
    }
    return error;
  }

  private boxed(at: number): unknown {
    this.seen[at] = Object(this.read());
    return this.seen[at];
  }
}

function viewOf(kind: number, bytes: Uint8Array): unknown {
  // A DataView counts bytes.
  const View = tag.VIEWS[kind] as tag.ViewClass;
  const size = View.BYTES_PER_ELEMENT ?? 1;
  return new View(bytes.buffer, bytes.byteOffset, bytes.byteLength / size);
}
