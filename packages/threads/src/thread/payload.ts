/** Arguments and results on their way through a block. */

import type { ErrorClasses } from "@mailslot/actor/engine";
import { decode } from "../value/decode.js";
import { encode } from "../value/encode.js";
import { ByteReader } from "../value/reader.js";
import { ByteWriter } from "../value/writer.js";
import type { Beside, Large } from "./beside.js";
import { INLINE, type Memory, SIZE } from "./memory.js";

const LARGE = -1;
const NOTHING: readonly SharedArrayBuffer[] = [];

export class Payload {
  private readonly memory: Memory;
  private readonly classes: ErrorClasses;
  private readonly beside: Beside;
  private readonly writer: ByteWriter;
  private readonly inline: Buffer;

  constructor(memory: Memory, classes: ErrorClasses, beside: Beside) {
    this.memory = memory;
    this.classes = classes;
    this.beside = beside;
    this.writer = new ByteWriter();
    this.inline = Buffer.alloc(INLINE);
  }

  /** Encodes values; throws before anything is shared. `place` writes what was encoded last. */
  encodeArgs(name: string, args: readonly unknown[]): void {
    this.writer.reset();
    this.writer.int(args.length);
    for (let n = 0; n < args.length; n++) encode(this.writer, args[n], `args[${n}]`, `of job "${name}"`, this.classes);
  }

  encodeResult(name: string, value: unknown, completed: boolean): void {
    this.writer.reset();
    encode(this.writer, value, completed ? "the result" : "the error", `of job "${name}"`, this.classes);
  }

  /** Writes what was encoded into a block; the thread that may read it must not be told before. */
  place(at: number, key: () => string): void {
    const { writer, memory } = this;
    const { bytes, length } = writer;
    if (length > INLINE || writer.shared.length > 0) {
      const large: Large = { bytes: new SharedArrayBuffer(length), shared: writer.shared };
      new Uint8Array(large.bytes).set(bytes.subarray(0, length));
      memory.words[at + SIZE] = LARGE;
      this.beside.post(key(), large);
      return;
    }
    memory.words[at + SIZE] = length;
    const start = memory.payloadAt(at);
    if (length > LOOPED) memory.bytes.set(bytes.subarray(0, length), start);
    else for (let n = 0; n < length; n++) memory.bytes[start + n] = bytes[n] as number;
  }

  /** Whether what stands in a block takes the way of large values. */
  isLarge(at: number): boolean {
    return this.memory.words[at + SIZE] === LARGE;
  }

  /** Reads the arguments of a job. */
  args(at: number, key: () => string, then: (args: unknown[]) => void): void {
    this.open(at, key, (reader) => {
      const args: unknown[] = [];
      for (let left = reader.int(); left > 0; left--) args.push(decode(reader, this.classes));
      then(args); // user code may run here
    });
  }

  /** Reads the result of a job. */
  result(at: number, key: () => string, then: (value: unknown) => void): void {
    this.open(at, key, (reader) => then(decode(reader, this.classes)));
  }

  private open(at: number, key: () => string, then: (reader: ByteReader) => void): void {
    const { memory, inline } = this;
    const size = memory.words[at + SIZE] as number;
    if (size === LARGE) {
      const whole = key();
      this.beside.get(whole, ({ bytes, shared }) => {
        const copy = Buffer.allocUnsafeSlow(bytes.byteLength);
        copy.set(new Uint8Array(bytes));
        then(new ByteReader(copy, shared));
      });
      return;
    }
    const start = memory.payloadAt(at);
    if (size > LOOPED) inline.set(memory.bytes.subarray(start, start + size));
    else for (let n = 0; n < size; n++) inline[n] = memory.bytes[start + n] as number;
    then(new ByteReader(inline, NOTHING));
  }
}

// Below this many bytes a loop is faster than a call of the platform.
const LOOPED = 48;
