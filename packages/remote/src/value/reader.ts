/** Bytes that are read one after the other: the other half of writer.ts. Reading beyond the end throws a RangeError. */
import { SHORT, UTF8, UTF16 } from "./writer.js";

// The mark of byte order at the beginning of a text is a character of it.
const utf8 = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Short texts that were read before, by a hash of their bytes: names of messages and properties return in every frame, and making a
 * text of bytes costs three times as much as finding it.
 */
const known: string[] = /* @__PURE__ */ new Array<string>(1_024).fill("");

export class ByteReader {
  bytes: Uint8Array;
  shared: readonly object[];
  at: number;
  end: number;
  private view: DataView;

  constructor() {
    this.bytes = new Uint8Array(0);
    this.view = new DataView(this.bytes.buffer);
    this.shared = [];
    this.at = 0;
    this.end = 0;
  }

  /** Begins with the first `length` bytes, which must not be shared memory. */
  begin(bytes: Uint8Array, length: number, shared: readonly object[]): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.shared = shared;
    this.at = 0;
    this.end = length;
  }

  byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  int(): number {
    return this.view.getInt32(this.take(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  string(): string {
    const size = this.byte();
    if (size <= SHORT) return this.short(size);
    const length = this.int();
    if (size === UTF8) {
      const at = this.take(length);
      return utf8.decode(this.bytes.subarray(at, at + length));
    }
    if (size !== UTF16) throw new RangeError(`stray bytes: no text begins with ${size}`);
    return this.wide(this.take(2 * length), length);
  }

  /** Copies bytes out, into a buffer of their own. */
  raw(): Uint8Array {
    const length = this.int();
    const at = this.take(length);
    return this.bytes.slice(at, at + length);
  }

  /** Goes on by so many bytes; returns where they begin. */
  private take(length: number): number {
    const { at } = this;
    if (length < 0 || at + length > this.end) throw new RangeError("stray bytes: a value ends beyond its frame");
    this.at = at + length;
    return at;
  }

  private short(length: number): string {
    const at = this.take(length);
    const { bytes } = this;
    let hash = length;
    for (let n = 0; n < length; n++) hash = (31 * hash + (bytes[at + n] as number)) | 0;
    const slot = (hash ^ (hash >>> 10)) & (known.length - 1);
    const before = known[slot] as string;
    if (before.length === length && isAt(before, bytes, at)) return before;
    const text = latin1(bytes, at, length);
    known[slot] = text;
    return text;
  }

  private wide(at: number, length: number): string {
    const parts: string[] = [];
    for (let n = 0; n < length; n += PART) {
      const codes = Array.from({ length: Math.min(PART, length - n) }, (_, i) =>
        this.view.getUint16(at + 2 * (n + i), true),
      );
      parts.push(String.fromCharCode(...codes));
    }
    return parts.join("");
  }
}

// Arguments of one call.
const PART = 4_096;

function isAt(text: string, bytes: Uint8Array, at: number): boolean {
  for (let n = 0; n < text.length; n++) if (text.charCodeAt(n) !== bytes[at + n]) return false;
  return true;
}

function latin1(bytes: Uint8Array, at: number, length: number): string {
  let text = "";
  for (let n = 0; n < length; n++) text += String.fromCharCode(bytes[at + n] as number);
  return text;
}
