/**
 * The senders, oneshots and signals of this node that the other end of a connection holds, by number, and what becomes of them there.
 *
 * Invariants: one is kept from its first crossing until the other node has released as many crossings as there were; what happens to it is told
 * after the frame by which it has crossed.
 */
import { type Oneshot, whenClosed } from "@mailslot/core";
import { isOneshot, onAbort } from "@mailslot/core/engine";
import type { Parcel } from "../carrier/carrier.js";
import { ABORT, CLOSE, type Frame, SEND } from "../frame/frame.js";
import { hear } from "./hear.js";
import type { HandlePath } from "./path.js";

export interface Exported {
  readonly target: object;
  readonly number: number;
  crossings: number;
  /** Set while the other node itself settles it, and so need not be told. */
  isMuted: boolean;
  /** Ends the watch of what happens to it. */
  stop: () => void;
}

export class Exports {
  private readonly path: HandlePath;
  private readonly byTarget: Map<object, Exported>;
  private readonly byNumber: Map<number, Exported>;
  private last: number;
  private readonly parcel: (frame: Frame) => Parcel;
  /** Those that cross by the frame that is written now, and by the one that was written last; null for none, as with most frames. */
  private crossing: Exported[] | null;
  private written: Exported[] | null;

  /** `parcel` writes a frame. */
  constructor(path: HandlePath, parcel: (frame: Frame) => Parcel) {
    this.path = path;
    this.parcel = parcel;
    this.byTarget = new Map();
    this.byNumber = new Map();
    this.last = 0;
    this.crossing = null;
    this.written = null;
  }

  get size(): number {
    return this.byNumber.size;
  }

  find(number: number): Exported | undefined {
    return this.byNumber.get(number);
  }

  /** Counts a crossing; returns the number. */
  numberOf(target: object): number {
    let one = this.byTarget.get(target);
    if (one === undefined) {
      one = { target, number: ++this.last, crossings: 0, isMuted: false, stop: notWatched };
      this.byTarget.set(target, one);
      this.byNumber.set(one.number, one);
    }
    one.crossings++;
    this.crossing ??= [];
    this.crossing.push(one);
    return one.number;
  }

  /** Writes a frame, which is then sent, and `sent` called; what crosses by it counts only if it could be written. */
  write(frame: Frame): Parcel {
    const outer = this.crossing;
    this.crossing = null;
    try {
      const parcel = this.parcel(frame); // user code may run here
      this.written = this.crossing;
      return parcel;
    } catch (error) {
      this.takeBack();
      throw error;
    } finally {
      this.crossing = outer;
    }
  }

  /** Learns that what was written last has been sent. */
  sent(): void {
    const { written } = this;
    this.written = null;
    for (const one of written ?? []) if (one.stop === notWatched) this.watch(one);
  }

  /** Whether a frame could be written; it is not sent. */
  canWrite(frame: Frame): boolean {
    const outer = this.crossing;
    this.crossing = null;
    try {
      this.parcel(frame); // user code may run here
      return true;
    } catch {
      return false; // who asks sends something else
    } finally {
      this.takeBack();
      this.crossing = outer;
    }
  }

  private takeBack(): void {
    for (const one of this.crossing ?? []) this.release(one.number, 1);
    this.crossing = null;
  }

  release(number: number, crossings: number): void {
    const one = this.byNumber.get(number);
    if (one === undefined) return;
    one.crossings -= crossings;
    if (one.crossings <= 0) this.drop(one);
  }

  private drop(one: Exported): void {
    this.byNumber.delete(one.number);
    this.byTarget.delete(one.target);
    one.stop();
  }

  endAll(): void {
    for (const one of [...this.byNumber.values()]) this.drop(one);
  }

  /** Tells the other node what happens to it, from now on. */
  private watch(one: Exported): void {
    const { target, number } = one;
    one.stop = () => {};
    if (target instanceof AbortSignal) {
      one.stop = onAbort(target, () => this.path.sendReason([ABORT, -number, target.reason], 2));
    } else if (isOneshot(target)) this.watchOneshot(one, target);
    else if ("tryRecv" in target) {
      const closed = whenClosed(target as never);
      one.stop = hear(
        closed as never,
        () => this.path.send([CLOSE, -number]),
        () => {},
      );
    }
  }

  private watchOneshot(one: Exported, cell: Oneshot<unknown>): void {
    const settled = (value: unknown): void => {
      if (one.isMuted) return;
      try {
        this.path.send([SEND, 0, -one.number, value]);
      } catch (error) {
        this.path.sendReason([CLOSE, -one.number, error], 2); // the value cannot cross
      }
    };
    one.stop = hear(cell as never, settled, (error) => this.path.sendReason([CLOSE, -one.number, error], 2));
  }
}

/** What has not been watched yet. */
const notWatched = (): void => {};
