/** Arguments and results on their way through a block. */

import type { ErrorClasses } from "@mailslot/actor/engine";
import type { Carried } from "@mailslot/core/engine";
import { ByteReader, ByteWriter, Decoder, Encoder } from "@mailslot/remote/engine";
import { notCarried } from "../errors.js";
import type { Beside, Large } from "./beside.js";
import { packContext } from "./job-context.js";
import { INLINE, type Memory, SIZE } from "./memory.js";

const LARGE = -1;
const NOTHING: readonly object[] = [];

/** Gets what was read; `problem` is why a value could not be made here. */
type Taken = (value: unknown, problem: Error | null, context: unknown) => void;

export class Payload {
  private readonly memory: Memory;
  private readonly beside: Beside;
  private readonly writer: ByteWriter;
  private readonly encoder: Encoder;
  private readonly reader: ByteReader;
  private readonly decoder: Decoder;
  private readonly inline: Uint8Array;
  /** The job whose values are encoded. */
  private job: string;
  /** Whether values are being encoded: getters of the user may run meanwhile, which must not encode others. */
  isEncoding: boolean;

  constructor(memory: Memory, classes: ErrorClasses, beside: Beside) {
    this.memory = memory;
    this.beside = beside;
    this.writer = new ByteWriter();
    this.encoder = new Encoder(this.writer, {
      errors: classes,
      special: () => null,
      refused: (path, what) => notCarried(`${path} of job "${this.job}"`, what),
    });
    this.reader = new ByteReader();
    this.decoder = new Decoder(this.reader, { errors: classes, revive: (_kind, data) => data, origin: () => "" });
    this.inline = new Uint8Array(INLINE);
    this.job = "";
    this.isEncoding = false;
  }

  /** Encodes values, and the context in which the job was made, if there is one; throws before anything is shared. `place` writes what was encoded last. */
  encodeArgs(name: string, args: readonly unknown[], carried: Carried | null): void {
    this.begin(name);
    try {
      this.encoder.list("args", args); // user code may run here
      const context = packContext(carried); // and here
      if (context !== undefined) this.encoder.value("the context", context);
    } finally {
      this.isEncoding = false;
    }
  }

  encodeResult(name: string, value: unknown, completed: boolean): void {
    this.begin(name);
    try {
      this.encoder.value(completed ? "the result" : "the error", value); // user code may run here
    } finally {
      this.isEncoding = false;
    }
  }

  /** Returns copies of the arguments of a job, as another thread would get them; throws what that would refuse. */
  copyArgs(name: string, args: readonly unknown[]): readonly unknown[] {
    this.encodeArgs(name, args, null);
    return this.copied() as unknown[];
  }

  /** Returns a copy of what a job has given back or failed with. */
  copyResult(name: string, value: unknown, completed: boolean): unknown {
    this.encodeResult(name, value, completed);
    return this.copied();
  }

  private copied(): unknown {
    const { bytes, length, shared } = this.writer;
    let copy: unknown;
    this.decode(bytes.slice(0, length), length, [...shared], (value, problem) => {
      if (problem !== null) throw problem;
      copy = value;
    });
    return copy;
  }

  private begin(name: string): void {
    this.isEncoding = true;
    this.job = name;
    this.writer.reset();
    this.encoder.begin();
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

  /** Reads the arguments of a job and the context in which it was made, or the result. */
  read(at: number, key: () => string, then: Taken): void {
    const { memory, inline } = this;
    const size = memory.words[at + SIZE] as number;
    if (size === LARGE) {
      this.beside.get(key(), ({ bytes, shared }) => {
        const copy = new Uint8Array(bytes.byteLength);
        copy.set(new Uint8Array(bytes));
        this.decode(copy, copy.length, shared, then);
      });
      return;
    }
    const start = memory.payloadAt(at);
    if (size > LOOPED) inline.set(memory.bytes.subarray(start, start + size));
    else for (let n = 0; n < size; n++) inline[n] = memory.bytes[start + n] as number;
    this.decode(inline, size, NOTHING, then);
  }

  private decode(bytes: Uint8Array, length: number, shared: readonly object[], then: Taken): void {
    const { reader, decoder } = this;
    reader.begin(bytes, length, shared);
    decoder.begin();
    const value = decoder.read(); // user code may run here
    const { problem } = decoder;
    then(value, problem, reader.at < reader.end ? decoder.read() : undefined); // and here
  }
}

// Below this many bytes a loop is faster than a call of the platform.
const LOOPED = 48;
