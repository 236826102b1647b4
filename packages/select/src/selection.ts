/**
 * One wait on a select. See docs/decisions/0201-no-case-starves.md.
 *
 * Invariants: a selection is done at most once, by the case that claims it or by being given up. Until then, every case in
 * `entered` stands in the list of its source; soon after, none does. Nothing but `enter` runs between a claim and what is
 * delivered for it, so that no code of a source sees a select that is half completed.
 */
import { notReady, type Source, UsageError, type Waiter } from "@mailslot/core";
import { claim, deliver, fail, isReturning } from "@mailslot/core/engine";
import type { Cases, Selected } from "./case/cases.js";
import { leave, report, undo } from "./leave.js";
import { ASK_DISPLACED } from "./policy.js";

/** The select that a selection is a wait on. */
interface Selecting<C extends Cases> {
  forget(selection: Selection<C>): void;
  keep(selection: Selection<C>): void;
}

export class Selection<C extends Cases> {
  readonly outer: Waiter<Selected<C>>;
  private readonly select: Selecting<C>;
  private readonly entered: CaseWaiter<C>[];
  /** Cases that were pushed out of their sources while another was asked. */
  private displaced: CaseWaiter<C>[] | null;
  private asking: boolean;
  private done: boolean;
  private winner: CaseWaiter<C> | null;

  constructor(select: Selecting<C>, outer: Waiter<Selected<C>>) {
    this.outer = outer;
    this.select = select;
    this.entered = [];
    this.displaced = null;
    this.asking = false;
    this.done = false;
    this.winner = null;
  }

  /**
   * Enters every case with its source, beginning with that at `first`; none, when one of the sources refuses. All have been
   * asked, and are asked again, since the code of one source may have made another ready.
   */
  enter(items: readonly (string | Source<unknown>)[], first: number): void {
    const { length } = items;
    for (let n = first, remaining = length; remaining > 0 && !this.done; remaining -= 2) {
      const waiter = new CaseWaiter(this, items[n] as string, items[n + 1] as Source<unknown>);
      this.entered.push(waiter);
      this.askAndEnter(waiter);
      n = n + 2 < length ? n + 2 : 0;
    }
    if (this.displaced !== null) this.enterDisplaced();
  }

  /** Puts back what this select's own asking has displaced: a send and a receive of it, or what user code has met. */
  private enterDisplaced(): void {
    for (let again = ASK_DISPLACED; this.displaced !== null; again--) {
      const back = this.displaced;
      this.displaced = null;
      for (const waiter of back) {
        if (this.done) return;
        if (again > 0) this.askAndEnter(waiter);
        else this.enterCase(waiter);
      }
    }
    // One after the other to the end of its line: so that they stand in the order of the cases.
    for (const waiter of this.entered) {
      if (this.done) return;
      leave(waiter.source, waiter);
      if (!this.done) this.enterCase(waiter);
    }
  }

  private askAndEnter(waiter: CaseWaiter<C>): void {
    let value: unknown;
    this.asking = true;
    try {
      value = waiter.source.poll(); // user code may run here
    } catch (error) {
      if (this.done) report("poll", waiter.source, error, waiter);
      else this.refuse(error);
    }
    this.asking = false;
    if (this.done) {
      if (value !== notReady && value !== undefined)
        report("poll", waiter.source, new UsageError("ERR_MAILSLOT_ARGUMENT", TOO_LATE), waiter);
    } else if (value === notReady) this.enterCase(waiter);
    else if (this.claim(waiter)) waiter.deliver(value);
  }

  private enterCase(waiter: CaseWaiter<C>): void {
    try {
      waiter.source.subscribe(waiter); // user code may run here
    } catch (error) {
      undo(waiter.source, waiter);
      if (this.done) report("subscribe", waiter.source, error, waiter);
      else this.refuse(error);
    }
    // What it ran may have completed another case, or given the select up: this one has entered too late to be left.
    if (this.done && waiter !== this.winner) leave(waiter.source, waiter);
  }

  /** Whether it has been completed or given up. */
  get isOver(): boolean {
    return this.done;
  }

  private refuse(error: unknown): never {
    this.asking = false;
    this.giveUp();
    throw error;
  }

  /** Takes every case out of the list of its source; nothing is taken. Of one that was kept, the case that was refused is left. */
  giveUp(): void {
    this.select.forget(this);
    if (this.done && this.winner !== null) leave(this.winner.source, this.winner);
    this.done = true;
    this.leaveAll();
  }

  claim(winner: CaseWaiter<C>): boolean {
    if (this.done) return false;
    if (this.asking) {
      this.displaced ??= [];
      this.displaced.push(winner);
      return false;
    }
    if (!claim(this.outer)) {
      this.winner = winner;
      this.giveUp(); // a waiter that refuses has left: it comes again if it goes on waiting
      if (isReturning(this.outer)) this.select.keep(this);
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

const TOO_LATE = "its code has given up the wait that it was asked for, and what it gave then is lost";

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

  get returns(): boolean {
    return isReturning(this.selection.outer);
  }

  /** Whoever waits on the select. */
  get outer(): Waiter<Selected<C>> {
    return this.selection.outer;
  }

  claim(): boolean {
    return this.selection.claim(this);
  }

  deliver(value: unknown): void {
    deliver(this.selection.outer, { case: this.name, value } as Selected<C>);
    this.selection.leaveAll();
  }

  fail(error: unknown): void {
    fail(this.selection.outer, error);
    this.selection.leaveAll();
  }
}
