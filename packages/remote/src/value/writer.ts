/** Bytes that are written one after the other, in memory that grows. Numbers have their lowest byte first. */

/** How many bytes of one-byte characters follow, below {@link UTF8}; else which form the text has. */
export const UTF8 = 250;
export const UTF16 = 251;

/** Up to this many characters a loop is faster than a call of the platform. */
export const SHORT = 32;

const utf8 = /* @__PURE__ */ new TextEncoder();

/** A text as declared since ES2024; every platform of this package has it. */
interface Text {
  isWellFormed(): boolean;
}

export class ByteWriter {
  bytes: Uint8Array;
  length: number;
  /** Shared memory that the value holds: it goes beside the bytes. */
  shared: object[];
  private view: DataView;

  constructor() {
    this.bytes = new Uint8Array(FIRST);
    this.view = new DataView(this.bytes.buffer);
    this.length = 0;
    this.shared = [];
  }

  reset(): void {
    this.length = 0;
    if (this.shared.length > 0) this.shared = [];
    if (this.bytes.length > KEPT) this.renew(new Uint8Array(FIRST));
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  int(value: number): void {
    this.grow(4);
    this.view.setInt32(this.length, value, true);
    this.length += 4;
  }

  double(value: number): void {
    this.grow(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Writes a text: a byte for each character of a short one, if they fit, else UTF-8; UTF-16 with surrogates that stand alone. */
  string(text: string): void {
    if (text.length <= SHORT && this.short(text)) return;
    if ((text as string & Text).isWellFormed()) this.encoded(text);
    else this.wide(text);
  }

  raw(bytes: Uint8Array): void {
    this.int(bytes.length);
    this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  private short(text: string): boolean {
    const { length } = text;
    this.grow(1 + length);
    const { bytes } = this;
    const at = this.length + 1;
    for (let n = 0; n < length; n++) {
      const code = text.charCodeAt(n);
      if (code > 0xff) return false;
      bytes[at + n] = code;
    }
    bytes[at - 1] = length;
    this.length = at + length;
    return true;
  }

  private encoded(text: string): void {
    this.byte(UTF8);
    const at = this.length;
    this.int(0);
    this.grow(text.length);
    for (let rest = text; rest.length > 0; ) {
      const { read, written } = utf8.encodeInto(rest, this.bytes.subarray(this.length));
      this.length += written;
      if (read === rest.length) break;
      rest = rest.slice(read);
      this.grow(3 * rest.length);
    }
    this.view.setInt32(at, this.length - at - 4, true);
  }

  private wide(text: string): void {
    this.byte(UTF16);
    this.int(text.length);
    this.grow(2 * text.length);
    for (let n = 0; n < text.length; n++) this.view.setUint16(this.length + 2 * n, text.charCodeAt(n), true);
    this.length += 2 * text.length;
  }

  private grow(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const next = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    next.set(this.bytes.subarray(0, this.length));
    this.renew(next);
  }

  private renew(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

const FIRST = 1_024;
// Memory that one large value has needed is given back.
const KEPT = 1 << 20;
