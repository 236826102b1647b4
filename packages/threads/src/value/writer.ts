/** Bytes that are written one after the other, in memory that grows. */

const number = new Float64Array(1);
const numberBytes = new Uint8Array(number.buffer);

export class ByteWriter {
  bytes: Buffer;
  length: number;
  /** Shared memory that the value holds: it goes beside the bytes. */
  shared: SharedArrayBuffer[];

  constructor() {
    this.bytes = Buffer.allocUnsafeSlow(1024);
    this.length = 0;
    this.shared = [];
  }

  reset(): void {
    this.length = 0;
    if (this.shared.length > 0) this.shared = [];
    if (this.bytes.length > KEPT) this.bytes = Buffer.allocUnsafeSlow(1024);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  int(value: number): void {
    this.grow(4);
    const { bytes, length } = this;
    bytes[length] = value;
    bytes[length + 1] = value >> 8;
    bytes[length + 2] = value >> 16;
    bytes[length + 3] = value >> 24;
    this.length = length + 4;
  }

  double(value: number): void {
    this.grow(8);
    number[0] = value;
    for (let n = 0; n < 8; n++) this.bytes[this.length + n] = numberBytes[n] as number;
    this.length += 8;
  }

  /** Writes a string: a byte per character if it can, else two. The lowest bit of the length says which. */
  string(text: string): void {
    const { length } = text;
    this.grow(4 + 2 * length);
    if (length < SHORT && this.short(text)) return;
    const wide = isWide(text);
    this.int(2 * length + (wide ? 1 : 0));
    this.length += wide
      ? this.bytes.write(text, this.length, "utf16le")
      : this.bytes.write(text, this.length, "latin1");
  }

  raw(bytes: Uint8Array): void {
    this.int(bytes.length);
    this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  private short(text: string): boolean {
    const at = this.length + 4;
    for (let n = 0; n < text.length; n++) {
      const code = text.charCodeAt(n);
      if (code > 0xff) return false;
      this.bytes[at + n] = code;
    }
    this.int(2 * text.length);
    this.length += text.length;
    return true;
  }

  private grow(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const next = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.length + more));
    next.set(this.bytes.subarray(0, this.length));
    this.bytes = next;
  }
}

// Memory that one large value has needed is given back.
const KEPT = 1 << 20;
// Below this many characters a loop is faster than a call of the platform.
const SHORT = 24;

function isWide(text: string): boolean {
  for (let n = 0; n < text.length; n++) if (text.charCodeAt(n) > 0xff) return true;
  return false;
}
