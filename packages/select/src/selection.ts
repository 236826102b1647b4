/**
 * One wait on a select.
 *
 * Invariants: a selection is done at most once, by the case that claims it or by being given up. Until then, every case in
 * `entered` stands in the list of its source; soon after, none does. Nothing but `enter` runs between a claim and what is
 * delivered for it, so that no code of a source sees a select that is half completed.
 */
import type { Source, Waiter } from "@mailslot/core";
import type { Cases, Selected } from "./cases.js";
import { leave, report, undo } from "./leave.js";

/** The select that a selection is a wait on. */
interface Selecting<C extends Cases> {
  forget(selection: Selection<C>): void;
}

export class Selection<C extends Cases> {
  readonly outer: Waiter<Selected<C>>;
  private readonly select: Selecting<C>;
  private readonly entered: CaseWaiter<C>[];
  private done: boolean;
  private winner: CaseWaiter<C> | null;

  constructor(select: Selecting<C>, outer: Waiter<Selected<C>>) {
    this.outer = outer;
    this.select = select;
    this.entered = [];
    this.done = false;
    this.winner = null;
  }

  /** Enters every case with its source, beginning with that at `first`; none, when one of the sources refuses. */
  enter(items: readonly (string | Source<unknown>)[], first: number): void {
    const { length } = items;
    for (let n = first, remaining = length; remaining > 0 && !this.done; remaining -= 2) {
      this.enterCase(new CaseWaiter(this, items[n] as string, items[n + 1] as Source<unknown>));
      n = n + 2 < length ? n + 2 : 0;
    }
  }

  private enterCase(waiter: CaseWaiter<C>): void {
    this.entered.push(waiter);
    try {
      waiter.source.subscribe(waiter); // user code may run here
    } catch (error) {
      undo(waiter.source, waiter);
      if (this.done) report("subscribe", waiter.source, error);
      else {
        this.giveUp();
        throw error;
      }
    }
    // What it ran may have completed another case, or given the select up: this one has entered too late to be left.
    if (this.done && waiter !== this.winner) leave(waiter.source, waiter);
  }

  /** Takes every case out of the list of its source; nothing is taken. */
  giveUp(): void {
    this.select.forget(this);
    this.done = true;
    this.leaveAll();
  }

  claim(winner: CaseWaiter<C>): boolean {
    if (this.done) return false;
    if (!this.outer.claim()) {
      this.winner = winner;
      this.giveUp(); // a waiter that refuses has left: it comes again if it goes on waiting
      return false;
    }
    this.done = true;
    this.winner = winner;
    this.select.forget(this);
    return true;
  }

  /** Leaves the cases that have lost; their sources may run user code, so the winner has been served before. */
  leaveAll(): void {
    for (const waiter of this.entered) if (waiter !== this.winner) leave(waiter.source, waiter);
  }
}

class CaseWaiter<C extends Cases> implements Waiter<unknown> {
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
    const { outer } = this.selection;
    try {
      outer.deliver({ case: this.name, value } as Selected<C>);
    } finally {
      this.selection.leaveAll();
    }
  }

  fail(error: unknown): void {
    try {
      this.selection.outer.fail(error);
    } finally {
      this.selection.leaveAll();
    }
  }
}
