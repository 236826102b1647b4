/**
 * A ring of bytes from one writer to one reader. Frames are padded to whole words and begin with their size and sequence
 * number, so that stray bytes are noticed instead of read. The writer publishes many frames at once; either side may sleep.
 *
 * Words: HEAD (written by the reader alone) and TAIL (by the writer alone) count bytes, modulo 2^32. PARKED and WANTED say that
 * the reader sleeps, and that the writer wants room: each is set by the one who waits, who then looks once more, and cleared by the
 * other. The frames from HEAD to TAIL belong to the reader, all else to the writer: one that dies midway has published nothing.
 */

const HEAD = 0;
const TAIL = 1;
const PARKED = 2;
const WANTED = 3;

/** How many words stand before the bytes. */
export const BYTE_RING_WORDS = 4;

const FRAME = 8;

/** One end of a ring: `words` and `bytes` are shared, the rest is this end's own. */
export interface ByteRingEnd {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** Where this end is: the writer's is ahead of TAIL by what it has not published. */
  position: number;
  sequence: number;
}

/** Makes the writer's end of a ring that it has not written yet; the length of `bytes` is a power of two, from 16. */
export function byteWriter(words: Int32Array, bytes: Uint8Array): ByteRingEnd {
  return { words, bytes, position: Atomics.load(words, TAIL), sequence: 0 };
}

/** Makes the reader's end of a ring that it has not read yet. */
export function byteReader(words: Int32Array, bytes: Uint8Array): ByteRingEnd {
  return { words, bytes, position: Atomics.load(words, HEAD), sequence: 0 };
}

/** Sets both counts to a multiple of four, before the ring is shared. */
export function initBytes(words: Int32Array, first = 0): void {
  Atomics.store(words, HEAD, first);
  Atomics.store(words, TAIL, first);
}

/** Adds a frame, which is not published yet; false when it does not fit now. Writer only. */
export function writeFrame(ring: ByteRingEnd, frame: Uint8Array): boolean {
  const { words, bytes, position } = ring;
  const size = sizeOf(frame.length);
  if (((position - Atomics.load(words, HEAD)) | 0) + size > bytes.length) return false;
  putNumber(bytes, position, frame.length);
  putNumber(bytes, position + 4, ring.sequence);
  const start = (position + FRAME) & (bytes.length - 1);
  const first = Math.min(frame.length, bytes.length - start);
  for (let i = 0; i < first; i++) bytes[start + i] = frame[i] as number;
  for (let i = first; i < frame.length; i++) bytes[i - first] = frame[i] as number;
  ring.position = (position + size) | 0;
  ring.sequence = (ring.sequence + 1) | 0;
  return true;
}

/** Publishes what was written; returns whether the reader sleeps, and the caller must wake it. Writer only. */
export function publishFrames({ words, position }: ByteRingEnd): boolean {
  Atomics.store(words, TAIL, position);
  // Pairs with the second look in parkReader(): one of the two sees the other.
  return Atomics.load(words, PARKED) === 1 && Atomics.exchange(words, PARKED, 0) === 1;
}

/** Says that the writer wants room for so many bytes; true if it has come meanwhile, and nobody will be told. Writer only. */
export function wantRoom({ words, bytes, position }: ByteRingEnd, length: number): boolean {
  Atomics.store(words, WANTED, 1);
  // The second look: pairs with the look at WANTED in releaseFrames().
  if (((position - Atomics.load(words, HEAD)) | 0) + sizeOf(length) > bytes.length) return false;
  return Atomics.exchange(words, WANTED, 0) === 1;
}

/** Copies the oldest frame out; undefined when there is none. Throws a RangeError on stray bytes. Reader only. */
export function readFrame(ring: ByteRingEnd): Uint8Array | undefined {
  const { words, bytes, position } = ring;
  const held = (Atomics.load(words, TAIL) - position) | 0;
  if (held === 0) return undefined;
  if (held < FRAME || held > bytes.length) throw stray(ring);
  const length = getNumber(bytes, position);
  if (length < 0 || sizeOf(length) > held || getNumber(bytes, position + 4) !== ring.sequence) throw stray(ring);
  const frame = new Uint8Array(length);
  const start = (position + FRAME) & (bytes.length - 1);
  const first = Math.min(length, bytes.length - start);
  for (let i = 0; i < first; i++) frame[i] = bytes[start + i] as number;
  for (let i = first; i < length; i++) frame[i] = bytes[i - first] as number;
  ring.position = (position + sizeOf(length)) | 0;
  ring.sequence = (ring.sequence + 1) | 0;
  return frame;
}

/** Gives back the room of what was read; returns whether the writer waits for room, and the caller must tell it. Reader only. */
export function releaseFrames({ words, position }: ByteRingEnd): boolean {
  Atomics.store(words, HEAD, position);
  // Pairs with the second look in wantRoom().
  return Atomics.load(words, WANTED) === 1 && Atomics.exchange(words, WANTED, 0) === 1;
}

/** Says that the reader is about to sleep; false if a frame has come meanwhile, and nobody will wake it. Reader only. */
export function parkReader({ words, position }: ByteRingEnd): boolean {
  Atomics.store(words, PARKED, 1);
  // The second look: pairs with the look at PARKED in publishFrames().
  if (Atomics.load(words, TAIL) === position) return true;
  Atomics.exchange(words, PARKED, 0);
  return false;
}

function sizeOf(length: number): number {
  return FRAME + ((length + 3) & ~3);
}

function putNumber(bytes: Uint8Array, position: number, value: number): void {
  const at = position & (bytes.length - 1);
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value >> 16;
  bytes[at + 3] = value >> 24;
}

function getNumber(bytes: Uint8Array, position: number): number {
  const at = position & (bytes.length - 1);
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function stray({ position, sequence }: ByteRingEnd): RangeError {
  return new RangeError(`stray bytes at ${position >>> 0} instead of frame ${sequence >>> 0}`);
}
