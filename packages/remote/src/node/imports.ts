/**
 * Refs of the actors of one other node: each is one object here, and is collected when nobody holds it.
 *
 * Invariants: a number stands for the same object as long as anybody holds that; `watches` has those whose home has been asked to tell of
 * their end, and has neither told of it nor been asked to forget that.
 */
import { type AnyRef, type Definition, defineActor, type ExitReason, exited, refer } from "@mailslot/actor";
import type { Scheduler } from "@mailslot/core";
import { carryBonds } from "@mailslot/supervision";
import { UNWATCH } from "../frame/frame.js";
import { type Outlet, RemoteActor } from "./remote-actor.js";

/** Stands for a task of another node, which understands no messages. */
const OneTask: Definition = /* @__PURE__ */ defineActor("task", { receive: {}, signal() {} }) as never;

export class Imports {
  private readonly outlet: Outlet;
  private readonly scheduler: Scheduler;
  private readonly refs: Map<number, WeakRef<AnyRef>>;
  private readonly watches: Set<number>;
  private readonly registry: FinalizationRegistry<number>;

  constructor(outlet: Outlet, scheduler: Scheduler) {
    this.outlet = outlet;
    this.scheduler = scheduler;
    this.refs = new Map();
    this.watches = new Set();
    this.registry = new FinalizationRegistry((number) => this.collected(number));
  }

  get size(): number {
    return this.refs.size;
  }

  /** Returns the ref of an actor, or of a task if there is no definition. */
  refOf(number: number, definition: Definition | null, name: string): AnyRef {
    const known = this.find(number);
    if (known !== undefined) return known;
    const remote = new RemoteActor(this.outlet, number, this.watches);
    const ref = refer(definition ?? OneTask, name, remote, { scheduler: this.scheduler }) as AnyRef;
    carryBonds(ref, remote);
    this.refs.set(number, new WeakRef(ref));
    this.registry.register(ref, number);
    return ref;
  }

  /** Nobody holds a ref any more, so nobody watches it: one may have polled its end, or a select had another case at once. */
  private collected(number: number): void {
    if (this.refs.get(number)?.deref() !== undefined) return; // it has come again since
    this.refs.delete(number);
    if (this.watches.delete(number)) this.outlet.send([UNWATCH, number]);
  }

  /** Returns the ref of an actor that has one here. */
  find(number: number): AnyRef | undefined {
    return this.refs.get(number)?.deref();
  }

  /** Ends a ref whose actor has ended. */
  end(number: number, reason: ExitReason): void {
    this.watches.delete(number);
    const ref = this.find(number);
    if (ref !== undefined) exited(ref, reason);
  }

  /** Ends all: the node can be reached no more. */
  endAll(): void {
    for (const number of [...this.refs.keys()]) this.end(number, "noconnection");
  }
}
