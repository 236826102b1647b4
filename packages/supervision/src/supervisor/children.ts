/**
 * The children of one supervisor, by their ids.
 *
 * Invariants: they are in the order of starting; `significant` is the number of significant children that are not stopped.
 */

import { show } from "@mailslot/core/engine";
import { Child, ChildMonitor, type Siblings } from "../child/child.js";
import type { ReadSpec, Startable } from "../child/child-spec.js";
import { SupervisionError } from "../errors.js";
import { type Bonds, bondsOf } from "../link/bonds.js";

/** The supervisor whose children they are. */
interface Parent {
  readonly name: string;
  readonly bonds: Bonds;
}

export class Children implements Siblings {
  significant: number;
  /** Whether a child that is not restarted is forgotten, whatever its restart type, as those of a dynamic supervisor are. */
  private readonly areDynamic: boolean;
  private readonly parent: Parent;
  private readonly byId: Map<string, Child>;

  constructor(parent: Parent, specs: readonly ReadSpec[], areDynamic: boolean) {
    this.significant = 0;
    this.areDynamic = areDynamic;
    this.parent = parent;
    this.byId = new Map();
    for (const spec of specs) this.byId.set(spec.id, new Child(spec, this));
  }

  get size(): number {
    return this.byId.size;
  }

  [Symbol.iterator](): Iterator<Child> {
    return this.byId.values();
  }

  has(child: Child): boolean {
    return this.byId.get(child.id) === child;
  }

  named(id: string): Child {
    const child = this.byId.get(id);
    if (child !== undefined) return child;
    throw new SupervisionError(
      "ERR_MAILSLOT_UNKNOWN_CHILD",
      `${this.parent.name} has no child ${show(id)}: it has ${this.someIds()}`,
    );
  }

  private someIds(): string {
    const ids: string[] = [];
    for (const id of this.byId.keys()) if (ids.push(id) === 10) break;
    return ids.join(", ") || "none";
  }

  add(spec: ReadSpec): Child {
    const present = this.byId.get(spec.id);
    if (present !== undefined) {
      throw new SupervisionError(
        "ERR_MAILSLOT_DUPLICATE_CHILD",
        `${this.parent.name} has a child ${show(spec.id)} already, which is ${present.status}: restart or delete that, or choose another id`,
      );
    }
    const child = new Child(spec, this);
    this.byId.set(spec.id, child);
    return child;
  }

  /** Returns the child with this id if it is stopped; `what` cannot be done to another. */
  stopped(id: string, what: string): Child {
    const child = this.named(id);
    if (child.status === "stopped") return child;
    throw new SupervisionError(
      "ERR_MAILSLOT_CHILD_RUNNING",
      `child ${show(id)} of ${this.parent.name} is ${child.status} and cannot be ${what}: terminate it first`,
    );
  }

  forget(child: Child): void {
    if (!this.has(child)) return;
    this.byId.delete(child.id);
    child.address?.end();
  }

  /** Forgets a child that is stopped, if nothing of it is kept. */
  forgetUnlessKept(child: Child): void {
    if (child.status === "stopped" && (this.areDynamic || child.restart === "temporary")) this.forget(child);
  }

  /** Returns the child that `running` is an incarnation of. */
  childOf(running: Startable): Child {
    const { supervision, owner } = bondsOf(running);
    if (supervision instanceof ChildMonitor && supervision.watcher === this.parent.bonds) return supervision.child;
    throw new SupervisionError(
      "ERR_MAILSLOT_UNKNOWN_CHILD",
      `${owner.name} is not a child of ${this.parent.name}: whichChildren() lists its children`,
    );
  }
}
