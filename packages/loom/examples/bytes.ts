/**
 * A ring of bytes from one writer to one reader. Messages are framed by a length of two bytes; the reader may sleep
 * until one comes.
 *
 * Words: HEAD (written by the reader alone) and TAIL (by the writer alone) count bytes, modulo 2^32.
 * Invariants: head <= tail <= head + capacity; the bytes from head to tail belong to the reader, the others to the
 * writer.
 */

const HEAD = 0;
const TAIL = 1;
const FRAME = 2;

export class ByteRing {
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly mask: number;

  /** Uses two words and a power of two of bytes, in buffers of their own. */
  constructor(words: Int32Array, bytes: Uint8Array) {
    this.words = words;
    this.bytes = bytes;
    this.mask = bytes.length - 1;
  }

  /** Sets both counts to `first`, before the ring is shared. */
  static init(words: Int32Array, first = 0): void {
    Atomics.store(words, HEAD, first);
    Atomics.store(words, TAIL, first);
  }

  /** Adds a message; false when there is no room for it now. Writer only. */
  write(message: Uint8Array): boolean {
    const tail = Atomics.load(this.words, TAIL);
    const held = (tail - Atomics.load(this.words, HEAD)) | 0;
    const size = FRAME + message.length;
    if (this.bytes.length - held < size) return false;
    this.bytes[tail & this.mask] = message.length & 0xff;
    this.bytes[(tail + 1) & this.mask] = message.length >> 8;
    for (let i = 0; i < message.length; i++) this.bytes[(tail + FRAME + i) & this.mask] = message[i]!;
    Atomics.store(this.words, TAIL, (tail + size) | 0);
    Atomics.notify(this.words, TAIL);
    return true;
  }

  /** Takes the oldest message; undefined when there is none. Reader only. */
  read(): Uint8Array | undefined {
    const head = Atomics.load(this.words, HEAD);
    if (head === Atomics.load(this.words, TAIL)) return undefined;
    const length = this.bytes[head & this.mask]! | (this.bytes[(head + 1) & this.mask]! << 8);
    const message = new Uint8Array(length);
    for (let i = 0; i < length; i++) message[i] = this.bytes[(head + FRAME + i) & this.mask]!;
    Atomics.store(this.words, HEAD, (head + FRAME + length) | 0);
    return message;
  }

  /** Takes the oldest message, sleeping until there is one. Reader only. */
  take(): Uint8Array {
    for (;;) {
      const message = this.read();
      if (message !== undefined) return message;
      Atomics.wait(this.words, TAIL, Atomics.load(this.words, HEAD));
    }
  }
}
