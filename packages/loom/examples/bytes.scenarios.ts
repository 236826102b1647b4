/** Scenarios for the ring of bytes: a writer and a reader on a few bytes. What is read must be what was written. */

import { join, label, spawn } from "@mailslot/loom";
import type { Scenario } from "./mutants.js";

/** What the scenarios use of `bytes.ts`, so that mutants can take its place. */
export interface BytesModule {
  readonly ByteRing: {
    new (
      words: Int32Array,
      bytes: Uint8Array,
    ): {
      write(message: Uint8Array): boolean;
      read(): Uint8Array | undefined;
      take(): Uint8Array;
    };
    init(words: Int32Array, first?: number): void;
  };
}

interface BytesCase {
  readonly capacity: number;
  readonly first: number;
  /** Lengths of the messages that the writer offers, in order. */
  readonly lengths: readonly number[];
  /** How often the reader reads without sleeping; -1 lets it take every message, sleeping. */
  readonly reads: number;
}

/** Makes the model of a case. */
export function bytesModel({ ByteRing }: BytesModule, { capacity, first, lengths, reads }: BytesCase): () => void {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(8));
    const bytes = new Uint8Array(new SharedArrayBuffer(capacity));
    ByteRing.init(words, first);
    label(words, "head", 0);
    label(words, "tail", 1);
    label(bytes, "byte", 0, capacity);
    const accepted = new Uint8Array(new SharedArrayBuffer(lengths.length));
    const writer = spawn(() => {
      const ring = new ByteRing(words, bytes);
      for (const [at, length] of lengths.entries()) if (ring.write(messageOf(at, length))) accepted[at] = 1;
    }, "writer");
    const ring = new ByteRing(words, bytes);
    const received: Uint8Array[] = [];
    for (let i = 0; i < (reads < 0 ? lengths.length : reads); i++) {
      const message = reads < 0 ? ring.take() : ring.read();
      if (message !== undefined) received.push(message);
    }
    join(writer);
    for (let message = ring.read(); message !== undefined; message = ring.read()) {
      received.push(message);
      if (received.length > lengths.length) throw new Error("more messages were read than written");
    }
    const expected = lengths.flatMap((length, at) => (accepted[at] === 1 ? [messageOf(at, length)] : []));
    const [got, wanted] = [received.join(" / "), expected.join(" / ")];
    if (got !== wanted) throw new Error(`read ${got}, but written was ${wanted}`);
  };
}

/** Message 0 is 11, 12, ...; message 1 is 21, 22, ... */
function messageOf(at: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 10 * (at + 1) + i + 1);
}

export const BYTES_SCENARIOS: readonly Scenario<BytesModule>[] = [
  {
    name: "two messages that wrap, read as they come",
    why: "the reader reads between and during the writes; frames cross the end of the bytes and counts pass 2^31",
    model: (module) => bytesModel(module, { capacity: 8, first: 2 ** 31 - 3, lengths: [2, 1], reads: 2 }),
  },
  {
    name: "a writer that finds no room",
    why: "a message fits only once another has been read, just where the counts pass 2^31",
    model: (module) => bytesModel(module, { capacity: 4, first: 2 ** 31 - 3, lengths: [2, 0, 1], reads: 2 }),
  },
  {
    name: "a reader that sleeps",
    why: "the message comes between the reader's look and its sleep",
    model: (module) => bytesModel(module, { capacity: 8, first: 0, lengths: [1, 1], reads: -1 }),
  },
];
