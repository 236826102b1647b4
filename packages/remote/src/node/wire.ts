/** Turns frames into parcels and back, with the refs and errors of one connection. */
import type { Parcel } from "../carrier/carrier.js";
import { FIELDS, type Frame } from "../frame/frame.js";
import { carriageNamed } from "../value/carry.js";
import { Dehydration, type Packing } from "../value/dehydrate.js";
import { type PackedError, unpackError } from "../value/error-value.js";
import { CARRIED, ERROR, MINUS_ZERO, pack, SHARED, unpack } from "../value/special.js";

/** What refs, senders and the like are at the end of the wire. */
export interface WireEnd extends Packing {
  revive(kind: number, data: unknown): unknown;
}

export class Wire {
  /** Why a value of the frame that was decoded last could not be made; null when all could. */
  problem: Error | null;
  private readonly end: WireEnd;
  /** The name of the other node. */
  private readonly node: () => string;
  private readonly packing: Packing;

  constructor(end: WireEnd, node: () => string) {
    this.problem = null;
    this.end = end;
    this.node = node;
    this.packing = end;
  }

  parcel(frame: Frame): Parcel {
    const dehydration = new Dehydration(this.packing);
    const value = dehydration.of(frame, FIELDS[frame[0]] ?? []);
    return { bytes: pack(value), shared: dehydration.shared };
  }

  frame({ bytes, shared }: Parcel): Frame {
    this.problem = null;
    return unpack(bytes, (kind, data) => {
      if (kind === ERROR) return unpackError(data as PackedError, this.end.errors, this.node());
      if (kind === CARRIED) return this.carried(data as [string, unknown]);
      if (kind === SHARED) return shared[data as number];
      return kind === MINUS_ZERO ? -0 : this.end.revive(kind, data);
    }) as Frame;
  }

  private carried([name, data]: [string, unknown]): unknown {
    try {
      return carriageNamed(name).unpack(data); // user code runs here
    } catch (error) {
      this.problem ??= error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  }
}
