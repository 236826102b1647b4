/**
 * A carrier takes frames from one node to another: in order, each at most once. It says when there is room, and once that
 * the peer is dead, and which frames that never read. One contract suite holds for all carriers.
 */

/** What is to be carried: bytes, and objects that both ends share, such as a SharedArrayBuffer. Whoever is handed one may read it until they return. */
export interface Parcel {
  /** Holds a frame from its first byte on. */
  readonly bytes: Uint8Array;
  /** How many bytes the frame has. */
  readonly length: number;
  /** Objects that the frame names by their index, and that cross as they are. */
  readonly shared: readonly object[];
}

/** What a carrier tells. No method may throw, and none is called from within a method of the carrier. */
export interface CarrierListener {
  /** Takes the next frame, which the carrier may write over once this returns or user code runs. */
  receive(parcel: Parcel): void;
  /** There is room again, after `send` has returned false. */
  room(): void;
  /** Called once: nothing will come any more. `unread` are the frames that the peer is known not to have read, in order. */
  dead(unread: readonly Parcel[]): void;
}

/** One end of a connection between two nodes. */
export interface Carrier {
  /**
   * Takes a frame, always: a reply or a signal must not wait. What is kept beyond the call is copied, by `keepParcel`. Returns whether
   * there is room for more; false asks the sender to let what may wait do so until `room`. Does nothing, and returns true, when the connection
   * is over.
   */
  send(parcel: Parcel): boolean;
  /** Begins to tell `listener` of what comes, which is kept until then. Called once. */
  start(listener: CarrierListener): void;
  /** Ends the connection: what was sent before still arrives, then the peer is told that this end is dead. */
  close(): void;
}

/**
 * Returns a copy of a parcel that holds just its frame, and lasts: for carriers that keep what they were given.
 *
 * @example
 * ```ts
 * import { keepParcel } from "@mailslot/remote";
 *
 * const buffer = new Uint8Array([7, 8, 0, 0]);
 * const kept = keepParcel({ bytes: buffer, length: 2, shared: [] });
 * buffer.fill(0);
 * console.log([...kept.bytes]); // [ 7, 8 ]
 * ```
 */
export function keepParcel({ bytes, length, shared }: Parcel): Parcel {
  return { bytes: bytes.slice(0, length), length, shared };
}
