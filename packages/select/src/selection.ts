/**
 * One wait on a select.
 *
 * Invariants: a selection is done at most once, by the case that claims it; from then on no case of it stands in any
 * list of waiters. Until then, every case in `entered` stands in the list of its source.
 */
import type { Source, Waiter } from "@mailslot/core";
import type { Cases, Selected } from "./cases.js";

export class Selection<C extends Cases> {
  readonly outer: Waiter<Selected<C>>;
  private readonly select: { forget(waiter: Waiter<Selected<C>>): void };
  private readonly entered: CaseWaiter<C>[];
  private done: boolean;

  constructor(select: { forget(waiter: Waiter<Selected<C>>): void }, outer: Waiter<Selected<C>>) {
    this.outer = outer;
    this.select = select;
    this.entered = [];
    this.done = false;
  }

  /** Enters every case with its source; none, when one of the sources refuses. */
  enter(items: readonly (string | Source<unknown>)[]): void {
    for (let n = 0; n < items.length; n += 2) {
      const waiter = new CaseWaiter(this, items[n] as string, items[n + 1] as Source<unknown>);
      this.entered.push(waiter);
      try {
        waiter.source.subscribe(waiter);
      } catch (error) {
        this.entered.pop();
        this.select.forget(this.outer);
        this.leave(null);
        throw error;
      }
      if (this.done) return; // a source completed its case while it was entered
    }
  }

  /** Takes every case out of the list of its source; but for the winner, which its source has taken out. */
  leave(winner: CaseWaiter<C> | null): void {
    this.done = true;
    for (const waiter of this.entered) if (waiter !== winner) waiter.source.unsubscribe(waiter);
  }

  claim(winner: CaseWaiter<C>): boolean {
    if (this.done || !this.outer.claim()) return false;
    this.leave(winner);
    this.select.forget(this.outer);
    return true;
  }
}

export class CaseWaiter<C extends Cases> implements Waiter<unknown> {
  after: Waiter | null;
  before: Waiter | null;
  readonly source: Source<unknown>;
  private readonly name: string;
  private readonly selection: Selection<C>;

  constructor(selection: Selection<C>, name: string, source: Source<unknown>) {
    this.after = null;
    this.before = null;
    this.source = source;
    this.name = name;
    this.selection = selection;
  }

  claim(): boolean {
    return this.selection.claim(this);
  }

  deliver(value: unknown): void {
    this.selection.outer.deliver({ case: this.name, value } as Selected<C>);
  }

  fail(error: unknown): void {
    this.selection.outer.fail(error);
  }
}
