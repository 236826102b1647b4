/**
 * The actors and tasks of this node that others have heard of, by number.
 *
 * Invariants: a number stands for one actor or task for good; one that has ended is kept as long as somebody here holds it.
 */
import { type AnyRef, isRef } from "@mailslot/actor";
import { coreOf } from "@mailslot/actor/engine";
import { type Task, watchEnd } from "@mailslot/core";

export type Local = AnyRef | Task;

export class LocalActors {
  private readonly numbers: WeakMap<Local, number>;
  private readonly living: Map<number, Local>;
  private readonly ended: Map<number, WeakRef<Local>>;
  private last: number;

  constructor() {
    this.numbers = new WeakMap();
    this.living = new Map();
    this.ended = new Map();
    this.last = 0;
  }

  /** Returns the number of an actor or task; gives it one. */
  numberOf(local: Local): number {
    const known = this.numbers.get(local);
    if (known !== undefined) return known;
    const number = ++this.last;
    this.numbers.set(local, number);
    this.living.set(number, local);
    watchEnd(taskBehind(local), { ended: () => this.end(number, local) });
    return number;
  }

  /** Returns an actor or task; null when it has ended, and nobody holds it. */
  find(number: number): Local | null {
    return this.living.get(number) ?? this.ended.get(number)?.deref() ?? null;
  }

  /** Returns those that have not ended. */
  all(): Local[] {
    return [...this.living.values()];
  }

  private end(number: number, local: Local): boolean {
    this.living.delete(number);
    this.ended.set(number, new WeakRef(local));
    if (this.ended.size % 1_024 === 0) this.sweep();
    return false;
  }

  private sweep(): void {
    for (const [number, ref] of this.ended) if (ref.deref() === undefined) this.ended.delete(number);
  }
}

/** Returns the task that an actor is, or the task itself. */
export function taskBehind(local: Local): Task {
  return isRef(local) ? (coreOf(local) as Task) : local;
}

export function isTask(who: object): who is Task {
  return "cancel" in who && "outcome" in who;
}
