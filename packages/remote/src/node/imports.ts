/**
 * Refs of the actors of one other node: each is one object here, and is collected when nobody holds it
 * and nobody is to be told of its end: such a ref keeps itself.
 *
 * Invariants: a number stands for the same object as long as anybody holds that; `watches` has those whose home has been asked to tell of
 * their end, and has neither told of it nor been asked to forget that.
 */
import { type AnyRef, type Definition, defineActor, type ExitReason, exited, refer } from "@mailslot/actor";
import type { Scheduler } from "@mailslot/core";
import { carryBonds } from "@mailslot/supervision";
import { UNWATCH } from "../frame/frame.js";
import { type Outlet, RemoteActor } from "./remote-actor.js";

/** What tells an actor from all others that are looked for in the same place: at one node, its number. */
type Key = number | string;

/** Stands for a task of another node, which understands no messages. */
const OneTask: Definition = /* @__PURE__ */ defineActor("task", { receive: {}, signal() {} }) as never;

export class Imports {
  private readonly outlet: Outlet;
  private readonly scheduler: Scheduler;
  private readonly refs: Map<Key, WeakRef<AnyRef>>;
  private readonly watches: Set<Key>;
  private readonly registry: FinalizationRegistry<Key>;

  constructor(outlet: Outlet, scheduler: Scheduler) {
    this.outlet = outlet;
    this.scheduler = scheduler;
    this.refs = new Map();
    this.watches = new Set();
    this.registry = new FinalizationRegistry((key) => this.collected(key));
  }

  get size(): number {
    return this.refs.size;
  }

  /** Returns the ref of an actor, or of a task when `definition` is null. `key` tells apart actors of several nodes. */
  refOf(number: number, definition: Definition | null, name: string, key: Key = number): AnyRef {
    const known = this.find(key);
    if (known !== undefined) return known;
    const remote = new RemoteActor(this.outlet, number, this.watches);
    const ref = refer(definition ?? OneTask, name, remote, { scheduler: this.scheduler }) as AnyRef;
    carryBonds(ref, remote);
    this.refs.set(key, new WeakRef(ref));
    this.registry.register(ref, key);
    return ref;
  }

  /** Nobody holds a ref any more, so nobody watches it: one may have polled its end, or a select had another case at once. */
  private collected(key: Key): void {
    if (this.refs.get(key)?.deref() !== undefined) return; // it has come again since
    this.refs.delete(key);
    if (this.watches.delete(key)) this.outlet.send([UNWATCH, key]);
  }

  /** Returns the ref of an actor that has one here. */
  find(key: Key): AnyRef | undefined {
    return this.refs.get(key)?.deref();
  }

  /** Ends a ref whose actor has ended. */
  end(key: Key, reason: ExitReason): void {
    this.watches.delete(key);
    const ref = this.find(key);
    if (ref !== undefined) exited(ref, reason);
  }

  /** Ends all: the node can be reached no more. */
  endAll(): void {
    for (const key of [...this.refs.keys()]) this.end(key, "noconnection");
  }
}
