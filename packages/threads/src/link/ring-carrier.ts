/**
 * Carries frames between two threads: through one byte ring for each direction, and beside it through a port what is large or
 * holds shared objects, whose place in the order is kept by an empty frame. Frames are published, and the other thread is woken, once per
 * turn of this one. See docs/decisions/0423-actors-over-rings.md.
 *
 * Invariants: what waits in `overflow` comes after all that is in the ring. A frame is given back before it is told, so what a dead peer
 * has not given back it has not begun.
 */

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { type Carrier, type CarrierListener, keepParcel, type Parcel } from "@mailslot/remote";
import {
  BYTE_RING_WORDS,
  type ByteRingEnd,
  byteReader,
  byteWriter,
  hasFrame,
  hasRoom,
  initBytes,
  isReleased,
  publishFrames,
  readFrame,
  releaseFrames,
  unreadFrames,
  wantRoom,
  writeFrame,
} from "../atomic/byte-ring.js";
import { Deque } from "../deque.js";
import { policy } from "../policy.js";

/** What two threads share for their connection. */
export interface Link {
  readonly buffer: SharedArrayBuffer;
  /** This thread's end of the port. */
  readonly port: MessagePort;
  /** Which of both ends this is. */
  readonly side: 0 | 1;
}

/** What carries a connection needs of the thread that it is on. */
export interface LinkHost {
  /** Says that something must be published, or was lost, in this turn or the next. */
  stir(): void;
  /** Wakes the thread at the other end, if it sleeps. */
  wakePeer(): void;
  /** Says that the other thread has written over its ring: it must be ended, before it does worse. */
  stray(error: Error): void;
}

/** Travels by the port. */
type Beside = { readonly parcel: Parcel } | { readonly closed: true };

const HEAD_BYTES = 4 * 2 * BYTE_RING_WORDS; // a multiple of 8

/** Makes the memory of a connection. */
export function linkMemory(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(HEAD_BYTES + 2 * policy.carrier);
  for (const side of [0, 1]) initBytes(wordsOf(buffer, side));
  return buffer;
}

export class RingCarrier implements Carrier {
  private readonly port: MessagePort;
  private readonly host: LinkHost;
  private readonly out: ByteRingEnd;
  private readonly in: ByteRingEnd;
  private published: number;
  private listener: CarrierListener | null;
  /** The frame that was read last, which its listener takes apart at once: the next one is copied over it. */
  private readonly frame: { readonly bytes: Uint8Array; length: number; readonly shared: readonly object[] };
  private readonly overflow: Deque<Parcel>;
  /** What went by the port, with where its empty frame stands, as long as that may be unread. */
  private readonly besides: Deque<{ readonly at: number; readonly parcel: Parcel }>;
  private isFull: boolean;
  /** The end is over for this side: it has closed, or the peer is dead. */
  private isOver: boolean;
  private isClosing: boolean;

  constructor({ buffer, port, side }: Link, host: LinkHost) {
    this.port = port;
    this.host = host;
    this.out = byteWriter(wordsOf(buffer, side), bytesOf(buffer, side));
    this.in = byteReader(wordsOf(buffer, 1 - side), bytesOf(buffer, 1 - side));
    this.published = this.out.position;
    this.listener = null;
    this.frame = { bytes: new Uint8Array(LARGEST), length: 0, shared: [] };
    this.overflow = new Deque();
    this.besides = new Deque();
    this.isFull = false;
    this.isOver = false;
    this.isClosing = false;
    port.unref();
  }

  send(parcel: Parcel): boolean {
    if (this.isOver) return true;
    if (this.overflow.length > 0 || !this.write(parcel)) this.overflow.push(keepParcel(parcel));
    this.host.stir();
    if (this.overflow.length === 0) return true;
    this.isFull = true;
    return false;
  }

  start(listener: CarrierListener): void {
    this.listener = listener;
    this.host.stir();
  }

  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isClosing = true;
    this.publish();
  }

  // Called by the thread.

  /** Whether there is something to do here: the second look of a thread that is about to sleep. */
  hasWork(): boolean {
    if (this.isOver) return this.isClosing && this.canFlush();
    return (this.listener !== null && hasFrame(this.in)) || this.canFlush() || this.published !== this.out.position;
  }

  /** Whether frames were written that are not published yet. */
  get hasSent(): boolean {
    return this.published !== this.out.position;
  }

  /** Tells what has come, up to a bound; returns whether anything was told. */
  take(): boolean {
    if (this.isOver || this.listener === null) return false;
    let taken = 0;
    for (; taken < policy.frames && !this.isOver; taken++) {
      const length = this.next();
      if (length < 0) break;
      if (releaseFrames(this.in)) this.host.wakePeer();
      this.tell(length);
    }
    return taken > 0;
  }

  /** Makes visible what was written since, and what waited for room; wakes the other thread for it. */
  publish(): void {
    this.flush();
    if (this.published === this.out.position) return;
    this.published = this.out.position;
    publishFrames(this.out);
    // After it: pairs with the second look in park().
    this.host.wakePeer();
  }

  /** Ends this side since the thread at the other end is dead: first tells what that had published. */
  peerDied(): void {
    if (this.isOver) {
      this.port.close();
      return;
    }
    while (this.take());
    this.bury();
  }

  // How frames go.

  private write(parcel: Parcel): boolean {
    const { bytes, length, shared } = parcel;
    if (shared.length === 0 && length > 0 && length <= LARGEST) return writeFrame(this.out, bytes, length);
    const at = this.out.position;
    if (!writeFrame(this.out, PLACE, 0)) return false;
    const kept = keepParcel(parcel);
    // Before the empty frame is published, so that it is there for who reads that.
    this.port.postMessage({ parcel: kept } satisfies Beside);
    while (this.besides.first !== undefined && isReleased(this.out, this.besides.first.at)) this.besides.shift();
    this.besides.push({ at, parcel: kept });
    return true;
  }

  private flush(): void {
    while (this.overflow.first !== undefined && this.write(this.overflow.first)) this.overflow.shift();
    if (this.isClosing && this.overflow.length === 0 && writeFrame(this.out, PLACE, 0)) {
      this.isClosing = false;
      this.port.postMessage({ closed: true } satisfies Beside);
    }
    if (this.overflow.length > 0 || this.isClosing) wantRoom(this.out);
    if (!this.isFull || this.overflow.length > 0) return;
    this.isFull = false;
    if (!this.isOver) this.listener?.room();
  }

  private canFlush(): boolean {
    if (this.overflow.length === 0 && !this.isClosing) return false;
    return hasRoom(this.out, this.nextSize());
  }

  private nextSize(): number {
    const length = this.overflow.first?.length ?? 0;
    return length <= LARGEST ? length : 0;
  }

  /** Reads a frame, and returns its length; -1 for none. Ends the connection on stray bytes. */
  private next(): number {
    try {
      return readFrame(this.in, this.frame.bytes);
    } catch (error) {
      this.bury();
      this.host.stray(error as Error);
      return -1;
    }
  }

  private tell(length: number): void {
    if (length > 0) {
      this.frame.length = length;
      this.listener?.receive(this.frame); // user code may run here
      return;
    }
    const { message } = receiveMessageOnPort(this.port) as { message: Beside };
    if ("closed" in message) this.bury();
    else this.listener?.receive(message.parcel);
  }

  private bury(): void {
    const { listener } = this;
    this.isOver = true;
    this.listener = null;
    this.port.close();
    listener?.dead(this.unread());
  }

  private unread(): Parcel[] {
    const { besides, overflow } = this;
    while (besides.first !== undefined && isReleased(this.out, besides.first.at)) besides.shift();
    const parcels = unreadFrames(this.out).map((bytes) =>
      bytes.length > 0 ? { bytes, length: bytes.length, shared: [] } : (besides.shift()?.parcel as Parcel),
    );
    for (let one = overflow.shift(); one !== undefined; one = overflow.shift()) parcels.push(one);
    return parcels;
  }
}

const PLACE = new Uint8Array(0);

/** What is larger goes by the port. */
const LARGEST = policy.carrier >> 2;

function wordsOf(buffer: SharedArrayBuffer, side: number): Int32Array {
  return new Int32Array(buffer, 4 * side * BYTE_RING_WORDS, BYTE_RING_WORDS);
}

function bytesOf(buffer: SharedArrayBuffer, side: number): Uint8Array {
  return new Uint8Array(buffer, HEAD_BYTES + side * policy.carrier, policy.carrier);
}
