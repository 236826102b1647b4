/** Turns frames into parcels and back, with the refs and errors of one connection. See docs/decisions/0500-frames.md. */
import type { ErrorClasses } from "@mailslot/actor/engine";
import type { Parcel } from "../carrier/carrier.js";
import { RemoteError } from "../errors.js";
import { FIELDS, type Frame } from "../frame/frame.js";
import { Decoder, type Unpacking } from "../value/decode.js";
import { Encoder, type Packing } from "../value/encode.js";
import { ByteReader } from "../value/reader.js";
import { ByteWriter } from "../value/writer.js";

/** What refs, senders and the like are at the end of the wire. */
export interface WireEnd {
  readonly errors: ErrorClasses;
  /** Returns what stands for an object that lives where it is, such as a ref: its kind, and data. Null for all else. */
  special(value: object): readonly [kind: number, data: unknown] | null;
  revive(kind: number, data: unknown): unknown;
}

/** Writes frames, each in the place of the last. */
class FrameWriter {
  private readonly writer: ByteWriter;
  private readonly encoder: Encoder;

  constructor(packing: Packing) {
    this.writer = new ByteWriter();
    this.encoder = new Encoder(this.writer, packing);
  }

  write(frame: Frame): Parcel {
    const { writer, encoder } = this;
    writer.reset();
    encoder.begin();
    const names = FIELDS[frame[0]] ?? [];
    writer.byte(frame.length);
    for (let n = 0; n < frame.length; n++) {
      const name = names[n] ?? "value";
      if (name === "args") encoder.list(name, frame[n] as readonly unknown[]);
      else encoder.value(name, frame[n]);
    }
    return writer;
  }
}

/** Reads frames. */
class FrameReader {
  readonly reader: ByteReader;
  readonly decoder: Decoder;

  constructor(unpacking: Unpacking) {
    this.reader = new ByteReader();
    this.decoder = new Decoder(this.reader, unpacking);
  }

  read({ bytes, length, shared }: Parcel): Frame {
    const { reader, decoder } = this;
    reader.begin(bytes, length, shared);
    decoder.begin();
    const fields = reader.byte();
    const frame: unknown[] = [];
    for (let n = 0; n < fields; n++) frame.push(decoder.read());
    return frame as unknown as Frame;
  }
}

export class Wire {
  /** Why a value of the frame that was decoded last could not be made; null when all could. */
  problem: Error | null;
  private readonly packing: Packing;
  private readonly unpacking: Unpacking;
  /** Null while they are in use: user code that runs meanwhile may send and receive as well, by others. */
  private writer: FrameWriter | null;
  private reader: FrameReader | null;

  /** `node` gives the name of the other node. */
  constructor(end: WireEnd, node: () => string) {
    const { errors } = end;
    this.problem = null;
    this.packing = {
      errors,
      special: (value) => end.special(value),
      refused: (path, what) =>
        new RemoteError(
          "ERR_MAILSLOT_NOT_CARRIED",
          `${path} is ${what}, which cannot cross to another node: send data, or say how it crosses by carry()`,
        ),
    };
    this.unpacking = {
      errors,
      revive: (kind, data) => end.revive(kind, data),
      origin: () => `\n    at node ${node()}`,
    };
    this.writer = new FrameWriter(this.packing);
    this.reader = new FrameReader(this.unpacking);
  }

  /** Returns a parcel that lasts until the next one is made. */
  parcel(frame: Frame): Parcel {
    const writer = this.writer ?? new FrameWriter(this.packing);
    this.writer = null;
    try {
      return writer.write(frame); // user code may run here
    } finally {
      this.writer = writer;
    }
  }

  frame(parcel: Parcel): Frame {
    const reader = this.reader ?? new FrameReader(this.unpacking);
    this.reader = null;
    try {
      return reader.read(parcel); // user code may run here
    } finally {
      this.reader = reader;
      this.problem = reader.decoder.problem;
    }
  }
}
