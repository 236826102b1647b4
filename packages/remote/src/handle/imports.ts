/**
 * What stands here for senders, oneshots and signals of the other node: one object each, released when nobody here holds it.
 *
 * Invariants: a stand-in has one number as long as anybody holds it; its crossings are told once, when nobody does.
 */
import type { Oneshot } from "@mailslot/core";
import type { RemoteError } from "../errors.js";
import { RELEASE } from "../frame/frame.js";
import type { HandlePath } from "./path.js";
import { failCell, settle, standInOneshot, type Waited } from "./remote-oneshot.js";
import { StandInSender } from "./remote-sender.js";

/** What lives where it is, and crosses as what stands for it. */
export const REF = 0;
export const SENDER = 5;
export const ONESHOT = 6;
export const SIGNAL = 7;

interface StandIn {
  readonly number: number;
  readonly kind: number;
  readonly ref: WeakRef<object>;
  /** Of a signal, what aborts it, which does not keep it. */
  readonly controller: AbortController | null;
  crossings: number;
}

export interface Origin {
  readonly path: HandlePath;
  readonly number: number;
}

/** Where each stand-in is from. */
const origins: WeakMap<object, Origin> = new WeakMap();

export function originOf(value: object): Origin | undefined {
  return origins.get(value);
}

export class HandleImports {
  private readonly path: HandlePath;
  private readonly all: Map<number, StandIn>;
  private readonly registry: FinalizationRegistry<StandIn>;
  private readonly waited: Waited;

  constructor(path: HandlePath) {
    this.path = path;
    this.all = new Map();
    this.waited = new Set();
    this.registry = new FinalizationRegistry((one) => {
      if (this.all.get(one.number) === one) this.all.delete(one.number);
      this.path.send([RELEASE, one.number, one.crossings]);
    });
  }

  get size(): number {
    return this.all.size;
  }

  /** Returns the stand-in of what has come. */
  take(kind: number, number: number): object {
    const known = this.all.get(number);
    const there = known?.ref.deref();
    if (known !== undefined && there !== undefined) {
      known.crossings++;
      return there;
    }
    const controller = kind === SIGNAL ? new AbortController() : null;
    const object = this.make(kind, number, controller);
    const one = { number, kind, ref: new WeakRef(object), controller, crossings: 1 };
    this.all.set(number, one);
    this.registry.register(object, one);
    origins.set(object, { path: this.path, number });
    return object;
  }

  private make(kind: number, number: number, controller: AbortController | null): object {
    // A signal made of others is kept by the platform as long as somebody listens to it.
    if (controller !== null) return AbortSignal.any([controller.signal]);
    return kind === ONESHOT ? standInOneshot(this.path, number, this.waited) : new StandInSender(this.path, number);
  }

  /** A oneshot has its value at home. */
  settled(number: number, value: unknown): void {
    const cell = this.all.get(number)?.ref.deref();
    if (cell === undefined) return;
    this.isOver(cell);
    settle(cell as Oneshot<unknown>, value);
  }

  /** A channel was closed at home, or a oneshot has failed there. */
  closed(number: number, error: unknown): void {
    const one = this.all.get(number)?.ref.deref();
    if (one instanceof StandInSender) one.closed = true;
    else if (one !== undefined) this.failOneshot(one, error);
  }

  private failOneshot(cell: object, error: unknown): void {
    this.isOver(cell);
    failCell(cell as Oneshot<unknown>, error);
  }

  /** It is waited for no longer. */
  private isOver(cell: object): void {
    if (this.waited.delete(cell)) this.path.waits(-1);
  }

  aborted(number: number, reason: unknown): void {
    this.all.get(number)?.controller?.abort(reason); // user code runs here
  }

  /** The other node can be reached no more. */
  endAll(lost: () => RemoteError): void {
    for (const { ref, controller } of [...this.all.values()]) {
      const one = ref.deref();
      if (one === undefined) continue;
      if (controller !== null)
        controller.abort(lost()); // user code runs here
      else if (one instanceof StandInSender) one.lose(lost());
      else this.failOneshot(one, lost());
    }
    this.all.clear();
  }
}
