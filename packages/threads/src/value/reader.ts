/** Bytes that are read one after the other. */

const number = new Float64Array(1);
const numberBytes = new Uint8Array(number.buffer);

export class ByteReader {
  readonly bytes: Buffer;
  readonly shared: readonly SharedArrayBuffer[];
  at: number;

  constructor(bytes: Buffer, shared: readonly SharedArrayBuffer[]) {
    this.bytes = bytes;
    this.shared = shared;
    this.at = 0;
  }

  byte(): number {
    return this.bytes[this.at++] as number;
  }

  int(): number {
    this.at += 4;
    return this.bytes.readInt32LE(this.at - 4);
  }

  double(): number {
    for (let n = 0; n < 8; n++) numberBytes[n] = this.bytes[this.at + n] as number;
    this.at += 8;
    return number[0] as number;
  }

  string(): string {
    const size = this.int();
    const wide = (size & 1) === 1;
    const end = this.at + (wide ? size - 1 : size >> 1);
    const text = this.bytes.toString(wide ? "utf16le" : "latin1", this.at, end);
    this.at = end;
    return text;
  }

  /** Copies bytes out, into a buffer of their own. */
  raw(): Uint8Array {
    const length = this.int();
    const bytes = new Uint8Array(length);
    bytes.set(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return bytes;
  }
}
