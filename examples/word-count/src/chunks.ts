// Reads a file in chunks that end between two words, so that counting needs one chunk at a time.
import { fromPromise, type Wait } from "@mailslot/core";
import type { OpenFile } from "./disk.js";

/** How much is read at once. */
export const CHUNK_BYTES: number = 64 * 1024;
const SPACE = 32;

/**
 * Reads on until there is a chunk. Returns it, and the beginning of a word that the next one continues; a chunk of null
 * at the end. A word longer than a chunk makes the chunk longer.
 */
export function* readChunk(
  file: OpenFile,
  begun: readonly Uint8Array[],
): Generator<Wait, { chunk: Uint8Array | null; begun: Uint8Array[] }, unknown> {
  const parts = [...begun];
  for (;;) {
    const bytes = new Uint8Array(CHUNK_BYTES);
    const read = bytes.subarray(0, yield* fromPromise(file.read(bytes)));
    if (read.length === 0) return { chunk: parts.length === 0 ? null : Buffer.concat(parts), begun: [] };
    const end = lastSpace(read) + 1;
    if (end === 0) parts.push(read);
    else return { chunk: Buffer.concat([...parts, read.subarray(0, end)]), begun: rest(read, end) };
  }
}

function rest(bytes: Uint8Array, from: number): Uint8Array[] {
  return from === bytes.length ? [] : [bytes.subarray(from)];
}

/** Finds the last byte of ASCII white space, which in UTF-8 is never part of another character; -1 if there is none. */
function lastSpace(bytes: Uint8Array): number {
  return bytes.findLastIndex((byte) => byte === SPACE || (byte >= 9 && byte <= 13));
}
