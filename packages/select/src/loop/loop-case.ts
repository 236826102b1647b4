/**
 * A case of a select in its loop form.
 *
 * Invariants: a case is in one place: in the list of its source (`isEntered`), in the queue of those that are to be asked
 * (`position`), being asked, claimed (`outer`) or disabled for good (`isDropped`). Only an entered case can be claimed.
 */
import type { Source, Waiter } from "@mailslot/core";
import { deliver, fail } from "@mailslot/core/engine";
import { leave } from "../leave.js";
import { NOWHERE, type Queued } from "./ask-queue.js";

/** The loop of a case. */
export interface CaseOwner<T> {
  /** Returns the waiter that a case completes, or null when it may complete none now, and is to be asked later. */
  claim(claimed: LoopCase<T>): Waiter<T> | null;
  /** Has a case asked in the next round. */
  askLater(asked: LoopCase<T>): void;
}

export class LoopCase<T> implements Waiter<unknown>, Queued {
  after: Waiter | null;
  before: Waiter | null;
  /** When it refuses, it asks its source later, or leaves it. What opens something keeps that for it. */
  readonly returns: true;
  readonly name: string;
  /** When it was added: the order of `biased`. */
  readonly index: number;
  readonly source: Source<unknown>;
  position: number;
  isEntered: boolean;
  isDropped: boolean;
  private readonly owner: CaseOwner<T>;
  private outer: Waiter<T> | null;

  constructor(owner: CaseOwner<T>, name: string, index: number, source: Source<unknown>) {
    this.after = null;
    this.before = null;
    this.returns = true;
    this.name = name;
    this.index = index;
    this.source = source;
    this.position = NOWHERE;
    this.isEntered = false;
    this.isDropped = false;
    this.owner = owner;
    this.outer = null;
  }

  claim(): boolean {
    if (!this.isEntered) return false;
    this.isEntered = false;
    this.outer = this.owner.claim(this);
    return this.outer !== null;
  }

  deliver(value: unknown): void {
    const outer = this.takeOuter();
    if (outer !== null) deliver(outer, { case: this.name, value } as T);
  }

  fail(error: unknown): void {
    const outer = this.takeOuter();
    if (outer !== null) fail(outer, error);
  }

  /** Disables it for good. Its source is left also when it does not stand there: it may have something kept for it. */
  drop(): void {
    this.isDropped = true;
    this.isEntered = false;
    leave(this.source, this);
  }

  private takeOuter(): Waiter<T> | null {
    const { outer } = this;
    this.outer = null;
    this.owner.askLater(this);
    return outer;
  }
}
