/**
 * The senders, oneshots and signals that have crossed by one connection, in both directions. See docs/remote.md and
 * docs/decisions/0501-handles-between-nodes.md.
 */
import { type AnyRef, describeReason, type ExitReason, isRef } from "@mailslot/actor";
import { ClosedError, FullError, type Oneshot, type Sender } from "@mailslot/core";
import { isOneshot, isSender, Pending } from "@mailslot/core/engine";
import type { Parcel } from "../carrier/carrier.js";
import { RemoteError } from "../errors.js";
import { ABORT, type Frame, REJECTED, REPLY } from "../frame/frame.js";
import type { WireEnd } from "../node/wire.js";
import { Exports } from "./exports.js";
import { hear } from "./hear.js";
import { HandleImports, ONESHOT, originOf, REF, SENDER, SIGNAL } from "./imports.js";
import type { HandlePath } from "./path.js";
import { WITHDRAWN } from "./remote-send.js";
import { StandInSender } from "./remote-sender.js";

/** What the node does for refs. */
interface RefEnd {
  readonly errors: WireEnd["errors"];
  refData(who: AnyRef): unknown;
  revive(data: never): AnyRef;
}

export class Handles implements WireEnd {
  readonly errors: WireEnd["errors"];
  private readonly path: HandlePath;
  private readonly refs: RefEnd;
  private readonly exports: Exports;
  private readonly imports: HandleImports;
  /** Whether frames of this node are read back, which the other has not. */
  private readsOwn: boolean;

  constructor(path: HandlePath, refs: RefEnd, parcel: (frame: Frame) => Parcel) {
    this.errors = refs.errors;
    this.path = path;
    this.refs = refs;
    this.exports = new Exports(path, parcel);
    this.imports = new HandleImports(path);
    this.readsOwn = false;
  }

  /** How many there are, here and as stand-ins. */
  get size(): number {
    return this.exports.size + this.imports.size;
  }

  /** Writes a frame; whoever sends it then calls `sent`. */
  write(frame: Frame): Parcel {
    return this.exports.write(frame);
  }

  sent(): void {
    this.exports.sent();
  }

  // As values.

  special(value: object): readonly [kind: number, data: unknown] | null {
    if (isRef(value)) return [REF, this.refs.refData(value)];
    const kind = kindOf(value);
    if (kind === null) return null;
    const origin = originOf(value);
    if (origin?.path === this.path) return [kind, origin.number];
    if (kind === SIGNAL && (value as AbortSignal).aborted)
      return [kind, [this.crossing((value as AbortSignal).reason)]];
    return [kind, -this.exports.numberOf(value)];
  }

  /** A reason as it crosses: as a text, if it cannot. */
  private crossing(reason: unknown): unknown {
    const isGood = this.exports.canWrite([ABORT, 0, reason]);
    return isGood ? reason : describeReason(reason as ExitReason);
  }

  revive(kind: number, data: unknown): unknown {
    if (kind === REF) return this.refs.revive(data as never);
    if (Array.isArray(data)) return AbortSignal.abort(data[0]);
    const number = this.readsOwn ? -(data as number) : (data as number);
    return number > 0 ? this.exports.find(number)?.target : this.imports.take(kind, -number);
  }

  /** Reads frames that the other node has not read. */
  readOwn(read: () => void): void {
    this.readsOwn = true;
    read();
    this.readsOwn = false;
  }

  // As frames.

  /** A value for a channel or oneshot: for one of this node, or, without a number, from one of the other to what stands for it here. */
  send(number: number, handle: number, value: unknown): void {
    if (handle < 0) {
      this.imports.settled(-handle, value);
      return;
    }
    const one = this.exports.find(handle);
    const refuse = (error: unknown): void => this.path.sendReason([REJECTED, number, withoutValue(error)], 2);
    if (one === undefined) {
      refuse(new ClosedError("what it was sent to has been released"));
      return;
    }
    one.isMuted = true;
    try {
      this.hand(number, one.target as Sender<unknown>, value, refuse);
    } catch (error) {
      refuse(error);
    } finally {
      one.isMuted = false;
    }
  }

  private hand(number: number, to: Sender<unknown>, value: unknown, refuse: (error: unknown) => void): void {
    const { path } = this;
    const operation = to.send(value) as Pending; // user code may run here
    let isOver = false;
    const over = (answer: () => void): void => {
      isOver = true;
      path.sendIsOver(number);
      answer();
    };
    const stop = hear(
      operation,
      () => over(() => path.send([REPLY, number, undefined])),
      (error) => over(() => refuse(error)),
    );
    if (isOver) return;
    path.keepSend(number, () => {
      stop();
      // One that cannot leave its line any more is taken.
      const isOut = !(operation instanceof Pending) || operation.isWithdrawn;
      path.send([REPLY, number, isOut ? WITHDRAWN : undefined]);
    });
  }

  /** A channel or oneshot is closed, or the oneshot fails if there is an error. */
  close(handle: number, error: unknown, hasError: boolean): void {
    if (handle < 0) {
      this.imports.closed(-handle, error);
      return;
    }
    const target = this.exports.find(handle)?.target as (Oneshot<unknown> & { close(): void }) | undefined;
    if (target === undefined || (isOneshot(target) && target.settled)) return;
    if (hasError && isOneshot(target)) target.fail(error);
    else target.close();
  }

  abort(handle: number, reason: unknown): void {
    this.imports.aborted(-handle, reason);
  }

  release(handle: number, crossings: number): void {
    this.exports.release(handle, crossings);
  }

  endAll(): void {
    const { node } = this.path;
    this.imports.endAll(
      () => new RemoteError("ERR_MAILSLOT_NO_CONNECTION", `node ${node}, where it lives, can be reached no more`),
    );
    this.exports.endAll();
  }
}

function kindOf(value: object): number | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype) return null;
  if (isOneshot(value)) return ONESHOT;
  if (isSender(value) || value instanceof StandInSender) return SENDER;
  return typeof AbortSignal !== "undefined" && value instanceof AbortSignal ? SIGNAL : null;
}

/** The value is at the sender, and need not cross back. */
function withoutValue(error: unknown): unknown {
  if (error instanceof ClosedError) return new ClosedError(error.message);
  return error instanceof FullError ? new FullError(error.message, undefined) : error;
}
