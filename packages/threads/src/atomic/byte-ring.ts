/**
 * A ring of bytes from one writer to one reader. Frames are padded to whole words and begin with their size and sequence
 * number, so that stray bytes are noticed instead of read. The writer publishes many frames at once; either side may sleep, by
 * the idle words (idle.ts), and is woken by the other.
 *
 * Words: HEAD (written by the reader alone) and TAIL (by the writer alone) count bytes, modulo 2^32. WANTED says that the writer
 * wants room, and is cleared by who sees it. A thread that is about to sleep announces
 * that, then looks at hasFrame() and hasRoom(); who publishes or gives back does so before it wakes: one of the two sees the other.
 * The frames from HEAD to TAIL belong to the reader, all else to the writer: one that dies midway has published nothing.
 *
 * Each word is on a line of the cache that only its side writes, and each side looks at the other's word only when what it last saw is used
 * up: else both would wait for that line at every frame.
 */

const HEAD = 0;
const TAIL = 32; // lines of 64 bytes, which are fetched in pairs
const WANTED = 33;

/** How many words stand before the bytes. */
export const BYTE_RING_WORDS = 64;

const FRAME = 8;

/** One end of a ring: `words` and `bytes` are shared, the rest is this end's own. */
export interface ByteRingEnd {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** Where this end is: the writer's is ahead of TAIL by what it has not published. */
  position: number;
  sequence: number;
  /** What this end last saw of the other's count. */
  other: number;
}

/** Makes the writer's end of a ring that it has not written yet; the length of `bytes` is a power of two, from 16. */
export function byteWriter(words: Int32Array, bytes: Uint8Array): ByteRingEnd {
  return { words, bytes, position: Atomics.load(words, TAIL), sequence: 0, other: Atomics.load(words, HEAD) };
}

/** Makes the reader's end of a ring that it has not read yet. */
export function byteReader(words: Int32Array, bytes: Uint8Array): ByteRingEnd {
  const position = Atomics.load(words, HEAD);
  return { words, bytes, position, sequence: 0, other: position };
}

/** Sets both counts to a multiple of four, before the ring is shared. */
export function initBytes(words: Int32Array, first = 0): void {
  Atomics.store(words, HEAD, first);
  Atomics.store(words, TAIL, first);
}

/** Adds the first `length` bytes of `frame`, which are not published yet; false when they do not fit now. Writer only. */
export function writeFrame(ring: ByteRingEnd, frame: Uint8Array, length: number): boolean {
  const { bytes, position } = ring;
  if (!fits(ring, length) && !hasRoom(ring, length)) return false;
  putNumber(bytes, position, length);
  putNumber(bytes, position + 4, ring.sequence);
  const start = (position + FRAME) & (bytes.length - 1);
  const first = Math.min(length, bytes.length - start);
  for (let i = 0; i < first; i++) bytes[start + i] = frame[i] as number;
  for (let i = first; i < length; i++) bytes[i - first] = frame[i] as number;
  ring.position = (position + sizeOf(length)) | 0;
  ring.sequence = (ring.sequence + 1) | 0;
  return true;
}

/** Publishes what was written; the caller then wakes the reader, if it sleeps. Writer only. */
export function publishFrames({ words, position }: ByteRingEnd): void {
  Atomics.store(words, TAIL, position);
}

/** Copies out what the reader has not given back the room of; nothing else may be read from it meanwhile. Writer only. */
export function unreadFrames({ words, bytes, position }: ByteRingEnd): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = Atomics.load(words, HEAD); at !== position; ) {
    const length = getNumber(bytes, at);
    const frame = new Uint8Array(length);
    copyOut(bytes, at + FRAME, frame, length);
    frames.push(frame);
    at = (at + sizeOf(length)) | 0;
  }
  return frames;
}

/** Returns whether the reader has given back the room of the frame at `position`. Writer only. */
export function isReleased({ words }: ByteRingEnd, position: number): boolean {
  return ((Atomics.load(words, HEAD) - position) | 0) > 0;
}

/** Returns whether so many bytes fit now: the second look of a writer that has announced its sleep. Writer only. */
export function hasRoom(ring: ByteRingEnd, length: number): boolean {
  ring.other = Atomics.load(ring.words, HEAD);
  return fits(ring, length);
}

/** Returns whether a frame has come: the second look of a reader that has announced its sleep. Reader only. */
export function hasFrame({ words, position }: ByteRingEnd): boolean {
  return Atomics.load(words, TAIL) !== position;
}

/** Says that the writer wants room: before its second look, and whoever gives some back then wakes it. Writer only. */
export function wantRoom({ words }: ByteRingEnd): void {
  Atomics.store(words, WANTED, 1);
}

/** Copies the oldest frame into `frame`, and returns its length; -1 when there is none. Throws a RangeError on stray bytes. Reader only. */
export function readFrame(ring: ByteRingEnd, frame: Uint8Array): number {
  const { words, bytes, position } = ring;
  if (ring.other === position) ring.other = Atomics.load(words, TAIL);
  const held = (ring.other - position) | 0;
  if (held === 0) return -1;
  if (held < FRAME || held > bytes.length) throw stray(ring);
  const length = getNumber(bytes, position);
  if (length < 0 || length > frame.length || sizeOf(length) > held) throw stray(ring);
  if (getNumber(bytes, position + 4) !== ring.sequence) throw stray(ring);
  copyOut(bytes, position + FRAME, frame, length);
  ring.position = (position + sizeOf(length)) | 0;
  ring.sequence = (ring.sequence + 1) | 0;
  return length;
}

/** Gives back the room of what was read; returns whether the writer waits for room, and the caller must wake it. Reader only. */
export function releaseFrames({ words, position }: ByteRingEnd): boolean {
  Atomics.store(words, HEAD, position);
  // After it: pairs with wantRoom() before the second look at hasRoom().
  return Atomics.load(words, WANTED) === 1 && Atomics.exchange(words, WANTED, 0) === 1;
}

function fits({ bytes, position, other }: ByteRingEnd, length: number): boolean {
  return ((position - other) | 0) + sizeOf(length) <= bytes.length;
}

function copyOut(bytes: Uint8Array, position: number, frame: Uint8Array, length: number): void {
  const start = position & (bytes.length - 1);
  const first = Math.min(length, bytes.length - start);
  for (let i = 0; i < first; i++) frame[i] = bytes[start + i] as number;
  for (let i = first; i < length; i++) frame[i] = bytes[i - first] as number;
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
