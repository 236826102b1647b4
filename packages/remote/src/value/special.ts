/**
 * Values that do not cross as data: a ref, an error, a value with a `carry` of its own. Each is packed as a {@link Special}, an
 * extension of msgpackr, whose registry is this bundle's own. See docs/decisions/0500-frames-by-msgpackr.md.
 */
import { addExtension, Packr } from "msgpackr";

export const REF = 0;
export const ERROR = 1;
export const CARRIED = 2;
export const SHARED = 3;
export const MINUS_ZERO = 4;

/** A value in the form in which it crosses. */
export class Special {
  readonly kind: number;
  readonly data: unknown;

  constructor(kind: number, data: unknown) {
    this.kind = kind;
    this.data = data;
  }
}

/** Makes the value of a special at the other end. */
export type Revive = (kind: number, data: unknown) => unknown;

/** Set while a frame is decoded. */
let revive: Revive | null = null;

addExtension({
  Class: Special,
  type: 0x6d, // "m"
  write: ({ kind, data }: Special): unknown => [kind, data],
  read: ([kind, data]: [number, unknown]): unknown => revive?.(kind, data),
});

// No shared table of records: each frame stands alone, so one that cannot be encoded leaves the ends in step.
const packr: Packr = /* @__PURE__ */ new Packr({ structuredClone: true, copyBuffers: true });

/** Returns bytes of its own. */
export function pack(value: unknown): Uint8Array {
  return Uint8Array.from(packr.pack(value));
}

export function unpack(bytes: Uint8Array, reviver: Revive): unknown {
  const outer = revive;
  revive = reviver;
  try {
    return packr.unpack(bytes);
  } finally {
    revive = outer;
  }
}
