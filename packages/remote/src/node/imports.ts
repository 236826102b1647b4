/**
 * Refs of the actors of one other node: each is one object here, and is collected when nobody holds it.
 *
 * Invariants: a number stands for the same object as long as anybody holds that.
 */
import { type AnyRef, type Definition, defineActor, type ExitReason, exited, refer } from "@mailslot/actor";
import type { Scheduler } from "@mailslot/core";
import { carryBonds } from "@mailslot/supervision";
import { type Outlet, RemoteActor } from "./remote-actor.js";

/** Stands for a task of another node, which understands no messages. */
const OneTask: Definition = /* @__PURE__ */ defineActor("task", { receive: {}, signal() {} }) as never;

export class Imports {
  private readonly outlet: Outlet;
  private readonly scheduler: Scheduler;
  private readonly refs: Map<number, WeakRef<AnyRef>>;
  private readonly registry: FinalizationRegistry<number>;

  constructor(outlet: Outlet, scheduler: Scheduler) {
    this.outlet = outlet;
    this.scheduler = scheduler;
    this.refs = new Map();
    this.registry = new FinalizationRegistry((number) => {
      if (this.refs.get(number)?.deref() === undefined) this.refs.delete(number);
    });
  }

  get size(): number {
    return this.refs.size;
  }

  /** Returns the ref of an actor, or of a task if there is no definition. */
  refOf(number: number, definition: Definition | null, name: string): AnyRef {
    const known = this.refs.get(number)?.deref();
    if (known !== undefined) return known;
    const remote = new RemoteActor(this.outlet, number);
    const ref = refer(definition ?? OneTask, name, remote, { scheduler: this.scheduler }) as AnyRef;
    carryBonds(ref, remote);
    this.refs.set(number, new WeakRef(ref));
    this.registry.register(ref, number);
    return ref;
  }

  /** Ends a ref whose actor has ended. */
  end(number: number, reason: ExitReason): void {
    const ref = this.refs.get(number)?.deref();
    if (ref !== undefined) exited(ref, reason);
  }

  /** Ends all: the node can be reached no more. */
  endAll(): void {
    for (const number of [...this.refs.keys()]) this.end(number, "noconnection");
  }
}
