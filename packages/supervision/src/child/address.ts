/** The ref of a child that outlasts its restarts: it leads to the incarnation that has started. */
import { type AnyRef, type Definition, isRef } from "@mailslot/actor";
import { endLasting, lasting, type Whereabouts } from "@mailslot/actor/engine";
import type { Scheduler } from "@mailslot/core";
import type { Startable } from "./child-spec.js";

/** The child that it leads to. */
interface Addressed {
  readonly id: string;
  readonly present: Startable | null;
}

export class ChildAddress implements Whereabouts {
  readonly ref: AnyRef;
  private readonly child: Addressed;
  private back: (() => void) | null;

  constructor(child: Addressed, definition: Definition, supervisor: string, scheduler: Scheduler) {
    this.child = child;
    this.back = null;
    this.ref = lasting(definition, `child ${child.id} of ${supervisor}`, this, { scheduler });
  }

  present(): AnyRef | null {
    const { present } = this.child;
    return isRef(present) ? present : null;
  }

  whenBack(back: () => void): () => void {
    this.back = back;
    return () => {
      this.back = null;
    };
  }

  /** The next incarnation has started. */
  isBack(): void {
    const { back } = this;
    this.back = null;
    back?.();
  }

  /** The child does not come back. */
  end(): void {
    endLasting(this.ref, "noproc");
  }
}
