/** A case of a select in its loop form. */
import type { Source, Waiter } from "@mailslot/core";

/** Who decides whether a case may be completed, and for whom. */
export interface CaseOwner<T> {
  claim(claimed: LoopCase<T>): Waiter<T> | null;
}

export class LoopCase<T> implements Waiter<unknown> {
  after: Waiter | null;
  before: Waiter | null;
  readonly name: string;
  /** When it was added: the order of `biased`. */
  readonly index: number;
  readonly source: Source<unknown>;
  /** Whether it stands in the list of its source. */
  entered: boolean;
  private readonly owner: CaseOwner<T>;
  private outer: Waiter<T> | null;

  constructor(owner: CaseOwner<T>, name: string, index: number, source: Source<unknown>) {
    this.after = null;
    this.before = null;
    this.name = name;
    this.index = index;
    this.source = source;
    this.entered = false;
    this.owner = owner;
    this.outer = null;
  }

  claim(): boolean {
    this.entered = false;
    this.outer = this.owner.claim(this);
    return this.outer !== null;
  }

  deliver(value: unknown): void {
    this.takeOuter()?.deliver({ case: this.name, value } as T);
  }

  fail(error: unknown): void {
    this.takeOuter()?.fail(error);
  }

  leave(): void {
    if (!this.entered) return;
    this.entered = false;
    this.source.unsubscribe(this);
  }

  private takeOuter(): Waiter<T> | null {
    const { outer } = this;
    this.outer = null;
    return outer;
  }
}
