/** An actor of another node, as its ref sees it here: turns what is sent to it into frames. */
import type { AnyRef, Distant, DistantAsk, DistantMessage, DistantWait, ExitReason, Signal } from "@mailslot/actor";
import type { Operation, Task } from "@mailslot/core";
import type { BondCarrier, ExitCause } from "@mailslot/supervision";
import {
  CANCEL,
  DRAIN,
  EXIT,
  type Frame,
  KILL,
  SIGNAL,
  STOP,
  TELL,
  TERMINATE,
  UNWATCH,
  WATCH,
} from "../frame/frame.js";
import { withContext } from "./context.js";

/** The connection to the node of the actor. */
export interface Outlet {
  send(frame: Frame): void;
  /** Sends a frame whose field `at` is a reason, which goes as a text if it cannot cross. */
  sendReason(frame: Frame, at: number): void;
  /** Sends a frame that may have to wait for room; returns the wait. */
  sendWithRoom(frame: Frame): Operation<void> | undefined;
  ask(actor: number, ask: DistantAsk): void;
  /** Forgets an ask that was given up; returns its number, or null when it has been answered. */
  forget(ask: DistantAsk): number | null;
  probe(wait: DistantWait): void;
  link(actor: number, peer: AnyRef | Task): void;
  unlink(actor: number, peer: AnyRef | Task): void;
  /** Returns what stands for a sender: of an actor, the ref; of a task, its name. */
  senderOf(from: AnyRef | Task | null): unknown;
  /** Returns what stands for one who is linked or sends exit signals; null outside every task. */
  peerOf(who: object): unknown;
}

export class RemoteActor implements Distant, BondCarrier {
  private readonly outlet: Outlet;
  private readonly number: number;
  private readonly watches: Set<unknown>;

  /** `watches` are the numbers of the actors there that are watched. */
  constructor(outlet: Outlet, number: number, watches: Set<unknown>) {
    this.outlet = outlet;
    this.number = number;
    this.watches = watches;
  }

  tell({ message, args, from, context }: DistantMessage): Operation<void> | undefined {
    const frame: Frame = [TELL, this.number, message, args, this.outlet.senderOf(from)];
    return this.outlet.sendWithRoom(withContext(frame, context));
  }

  ask(ask: DistantAsk): void {
    this.outlet.ask(this.number, ask);
  }

  givenUp(ask: DistantAsk): void {
    const number = this.outlet.forget(ask);
    if (number !== null) this.outlet.send([CANCEL, number]);
  }

  awaited(wait: DistantWait): void {
    this.outlet.probe(wait);
  }

  watched(sees: boolean): void {
    this.watches.add(this.number);
    this.outlet.send([WATCH, this.number, sees]);
  }

  unwatched(): void {
    if (this.watches.delete(this.number)) this.outlet.send([UNWATCH, this.number]);
  }

  signal({ type, from, reason }: Signal): void {
    this.outlet.sendReason([SIGNAL, this.number, type, this.outlet.peerOf(from), reason], 4);
  }

  stop(reason: ExitReason): void {
    this.outlet.sendReason([STOP, this.number, reason], 2);
  }

  drain(reason: ExitReason): void {
    this.outlet.sendReason([DRAIN, this.number, reason], 2);
  }

  terminate(reason: ExitReason): void {
    this.outlet.sendReason([TERMINATE, this.number, reason], 2);
  }

  kill(): void {
    this.outlet.send([KILL, this.number]);
  }

  link(peer: AnyRef | Task): void {
    this.outlet.link(this.number, peer);
  }

  unlink(peer: AnyRef | Task): void {
    this.outlet.unlink(this.number, peer);
  }

  exit(from: object, reason: ExitReason, cause: ExitCause, seen: boolean): void {
    this.outlet.sendReason([EXIT, this.number, this.outlet.peerOf(from), reason, cause, seen], 3);
  }
}

/** Where the actors of a node are that is not connected. */
export const nowhere: Outlet = {
  send() {},
  sendReason() {},
  sendWithRoom: () => undefined,
  ask() {},
  forget: () => null,
  probe() {},
  link() {},
  unlink() {},
  senderOf: () => null,
  peerOf: () => null,
};
